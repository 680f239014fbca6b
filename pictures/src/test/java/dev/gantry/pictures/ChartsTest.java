package dev.gantry.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.core.tensor.Shape;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChartsTest {

    private static final List<String> TABLE = List.of(
            "step,critic/loss,critic/wasserstein-estimate,generator/loss,sliced-wasserstein",
            "50,1.0,0.5,2.0,",
            "75,,,,0.1",
            "100,-1.0,0.25,1.5,0.2");

    @TempDir
    private Path folder;

    private Path file(List<String> lines) throws IOException {
        return Files.write(folder.resolve("metrics.csv"), lines);
    }

    @Test
    void lossesAreDrawnFromTheTable() throws IOException {
        BufferedImage chart = LossChart.of(file(TABLE), true).orElseThrow();

        assertThat(has(chart, Charts.BLUE)).as("critic").isTrue();
        assertThat(has(chart, Charts.ORANGE)).as("generator").isTrue();
        assertThat(has(chart, Charts.GREEN)).as("Wasserstein estimate").isTrue();
    }

    @Test
    void distanceIsDrawnOnlyWhereItIsOne() throws IOException {
        BufferedImage chart = LossChart.of(file(TABLE), false).orElseThrow();

        assertThat(has(chart, Charts.GREEN)).isFalse();
    }

    @Test
    void noLossesMakeNoChart() throws IOException {
        assertThat(LossChart.of(file(List.of()), true)).isEmpty();
        assertThat(LossChart.of(file(TABLE.subList(0, 1)), true)).isEmpty();
    }

    @Test
    void pointsOfThePlaneAreACloud() {
        Picture picture = Picture.of(Shape.of(2)).orElseThrow();
        float[] points = {0, 0, 1, 1, 0, 1};

        BufferedImage alone = picture.ofSamples(points, new float[0]);
        assertThat(has(alone, Charts.ORANGE)).isTrue();
        assertThat(has(alone, Charts.GREY)).isFalse();
        assertThat(has(picture.ofSamples(points, new float[] {2, 2}), Charts.GREY))
                .isTrue();
    }

    @Test
    void numbersAreAHistogramEvenWhereAllAreEqual() {
        Picture picture = Picture.of(Shape.of(1)).orElseThrow();

        assertThat(has(picture.ofSamples(new float[] {1, 2, 2, 3}, new float[] {5}), Charts.ORANGE))
                .isTrue();
        assertThat(has(picture.ofSamples(new float[] {1, 1}, new float[0]), Charts.ORANGE))
                .isTrue();
    }

    @Test
    void otherSamplesHaveNoPicture() {
        assertThat(Picture.of(Shape.of(5))).isEmpty();
        assertThat(Picture.of(Shape.of(5, 8, 8))).isEmpty();
    }

    private static boolean has(BufferedImage image, Color colour) {
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                if (image.getRGB(x, y) == colour.getRGB()) {
                    return true;
                }
            }
        }
        return false;
    }
}
