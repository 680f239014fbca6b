package dev.gantry.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.core.tensor.Shape;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;

final class ImageGridTest {

    private static final int GAP = 2;

    @Test
    void greyImagesStandInRowsWithGaps() {
        // Three images of height 1 and width 2, so two columns and two rows, the last place empty.
        float[] images = {-1, 1, 0, 0.5f, -3, 3};
        BufferedImage grid = new ImageGrid(Shape.of(1, 1, 2)).ofSamples(images, new float[0]);

        assertThat(grid.getWidth()).isEqualTo(GAP + 2 * (2 + GAP));
        assertThat(grid.getHeight()).isEqualTo(GAP + 2 * (1 + GAP));
        assertThat(pixel(grid, 2, 2)).isEqualTo(0x000000);
        assertThat(pixel(grid, 3, 2)).isEqualTo(0xffffff);
        assertThat(pixel(grid, 6, 2)).isEqualTo(0x808080);
        assertThat(pixel(grid, 7, 2)).isEqualTo(0xbfbfbf);
        assertThat(pixel(grid, 2, 5)).as("below -1").isEqualTo(0x000000);
        assertThat(pixel(grid, 3, 5)).as("above 1").isEqualTo(0xffffff);
        assertThat(pixel(grid, 1, 2)).as("gap").isEqualTo(0xffffff);
        assertThat(pixel(grid, 6, 5)).as("empty place").isEqualTo(0xffffff);
    }

    @Test
    void channelsAreRedGreenAndBlue() {
        // One image of 1x2: red, then blue.
        float[] image = {1, -1, -1, -1, -1, 1};
        BufferedImage grid = new ImageGrid(Shape.of(3, 1, 2)).ofSamples(image, new float[0]);

        assertThat(pixel(grid, 2, 2)).isEqualTo(0xff0000);
        assertThat(pixel(grid, 3, 2)).isEqualTo(0x0000ff);
    }

    @Test
    void interpolationHasARowForEachWay() {
        BufferedImage grid = new ImageGrid(Shape.of(1, 4, 4)).ofInterpolation(new float[2 * 5 * 16], 2, 5);

        assertThat(grid.getWidth()).isEqualTo(GAP + 5 * (4 + GAP));
        assertThat(grid.getHeight()).isEqualTo(GAP + 2 * (4 + GAP));
    }

    private static int pixel(BufferedImage image, int x, int y) {
        return image.getRGB(x, y) & 0xffffff;
    }
}
