package dev.gantry.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.core.tensor.Shape;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;

final class ImageGridTest {

    private static final int GAP = 2;
    private static final int CLASS_GAP = ImageGrid.CLASS_GAP;

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

    @Test
    void eachClassHasARow() {
        // Five images of one pixel, which take turns in two classes.
        float[] images = {-1, 1, -0.6f, 0.6f, -0.2f};
        ImageGrid picture = new ImageGrid(Shape.of(1, 1, 1), 2);
        BufferedImage grid = picture.ofSamples(images, new float[0]);

        assertThat(grid.getWidth()).isEqualTo(GAP + 3 * (1 + GAP));
        assertThat(grid.getHeight()).isEqualTo(GAP + 2 * (1 + GAP));
        assertThat(pixel(grid, 2, 2)).isEqualTo(0x000000);
        assertThat(pixel(grid, 5, 2)).isEqualTo(0x333333);
        assertThat(pixel(grid, 8, 2)).isEqualTo(0x666666);
        assertThat(pixel(grid, 2, 5)).isEqualTo(0xffffff);
        assertThat(pixel(grid, 5, 5)).isEqualTo(0xcccccc);
        assertThat(picture.sampleCount()).isEqualTo(32);
        assertThat(new ImageGrid(Shape.of(1, 1, 1), 10).sampleCount()).isEqualTo(80);
        assertThat(new ImageGrid(Shape.of(1, 1, 1), 1000).sampleCount()).isEqualTo(64);
        // 2^24 values are enough.
        assertThat(new ImageGrid(Shape.of(1, 512, 512), 100).sampleCount()).isEqualTo(64);
        assertThat(new ImageGrid(Shape.of(1, 256, 256), 100).sampleCount()).isEqualTo(256);
    }

    @Test
    void fewClassesHaveSeveralRowsEach() {
        // Sixteen images of one pixel, which take turns in two classes: black ones and white ones.
        float[] images = new float[16];
        for (int i = 0; i < 16; i++) {
            images[i] = i % 2 == 0 ? -1 : 1;
        }
        images[14] = -0.6f;
        BufferedImage grid = new ImageGrid(Shape.of(1, 1, 1), 2).ofSamples(images, new float[0]);

        assertThat(grid.getWidth()).isEqualTo(GAP + 4 * (1 + GAP));
        assertThat(grid.getHeight()).isEqualTo(GAP + 4 * (1 + GAP) + CLASS_GAP);
        assertThat(pixel(grid, 2, 2)).isEqualTo(0x000000);
        assertThat(pixel(grid, 2, 5)).isEqualTo(0x000000);
        assertThat(pixel(grid, 11, 5)).isEqualTo(0x333333);
        assertThat(pixel(grid, 2, 8 + CLASS_GAP)).isEqualTo(0xffffff);
        assertThat(pixel(grid, 11, 11 + CLASS_GAP)).isEqualTo(0xffffff);
        // The gap between the classes.
        assertThat(pixel(grid, 2, 8)).isEqualTo(0xffffff);
    }

    @Test
    void whatIsTransparentShowsACheckerboard() {
        // Eight pixels in a row, of red that is opaque in the first and the last.
        float[] image = {
            1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1, -1, -1, -1, -1,
            -1, -1, 1
        };
        Shape shape = Shape.of(4, 1, 8);
        BufferedImage grid = new ImageGrid(shape).ofSamples(image, new float[0]);

        assertThat(pixel(grid, 2, 2)).isEqualTo(0xff0000);
        assertThat(pixel(grid, 3, 2)).isEqualTo(0xffffff);
        assertThat(pixel(grid, 6, 2)).isEqualTo(0xcccccc);
        assertThat(pixel(grid, 9, 2)).isEqualTo(0xff0000);
        BufferedImage alone = SampleImage.of(shape, image, 0);
        assertThat(alone.getRGB(0, 0)).isEqualTo(0xffff0000);
        assertThat(alone.getRGB(1, 0) >>> 24).isZero();
    }

    private static int pixel(BufferedImage image, int x, int y) {
        return image.getRGB(x, y) & 0xffffff;
    }
}
