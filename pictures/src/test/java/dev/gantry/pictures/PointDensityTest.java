package dev.gantry.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;

final class PointDensityTest {

    private static final Color NOTHING = new Color(245, 245, 245);

    /** In a square from -2 to 2 of 40 pixels, [1, 1] is at column 30 and row 10. */
    @Test
    void densestPlaceIsTheDarkestAndUpIsUp() {
        BufferedImage image = PointDensity.of(new float[] {1, 1, 1, 1, -1, -1}, 2, 40);

        assertThat(colour(image, 30, 10)).isEqualTo(Charts.BLUE);
        assertThat(colour(image, 10, 30)).isNotIn(Charts.BLUE, NOTHING);
        assertThat(colour(image, 10, 10)).isEqualTo(NOTHING);
        assertThat(colour(image, 30, 30)).isEqualTo(NOTHING);
    }

    @Test
    void pointsOutsideAreNotShown() {
        BufferedImage image = PointDensity.of(new float[] {9, 0, 0, -9}, 2, 40);

        for (int i = 0; i < 40 * 40; i++) {
            assertThat(colour(image, i % 40, i / 40)).isEqualTo(NOTHING);
        }
    }

    private static Color colour(BufferedImage image, int column, int row) {
        return new Color(image.getRGB(column, row));
    }
}
