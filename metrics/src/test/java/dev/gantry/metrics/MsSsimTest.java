package dev.gantry.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.tensor.Shape;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MsSsimTest {

    private static final Offset<Double> EXACT = within(1e-9);

    @ParameterizedTest
    @CsvSource({
        // By NumPy, with whole windows of 11 x 11 weights: two scales, two of an odd width and three channels, five.
        "1, 28, 28, 0.9665423961820911",
        "3, 32, 45, 0.9651575780742404",
        "1, 200, 180, 0.9733121694809888"
    })
    void againstTheFormulaWithWholeWindows(int channels, int height, int width, double expected) {
        Shape shape = Shape.of(channels, height, width);
        double[] a = image(shape, (c, y, x) -> Math.sin(0.3 * x + 0.2 * y + c) * Math.cos(0.05 * x * y / 10));
        double[] b = image(
                shape,
                (c, y, x) -> 0.9 * Math.sin(0.3 * x + 0.2 * y + c + 0.2) * Math.cos(0.05 * x * y / 10)
                        + 0.05 * Math.sin(1.3 * x));
        assertThat(MsSsim.similarity(a, b, shape)).isCloseTo(expected, EXACT);
        assertThat(MsSsim.similarity(b, a, shape)).isCloseTo(expected, EXACT);
        assertThat(MsSsim.similarity(a, a, shape)).isCloseTo(1, EXACT);
    }

    @Test
    void flatImagesDifferInLuminanceOnly() {
        Shape shape = Shape.of(1, 28, 28);
        double[] grey = image(shape, (c, y, x) -> 0);
        double[] dark = image(shape, (c, y, x) -> -0.5);
        // 1/2 and 1/4 in the unit range, at the second of two scales.
        double luminance = (2 * 0.125 + 1e-4) / (0.25 + 0.0625 + 1e-4);
        assertThat(MsSsim.similarity(grey, dark, shape))
                .isCloseTo(Math.pow(luminance, 0.2856 / (0.0448 + 0.2856)), EXACT);
    }

    @Test
    void negativesAreNotAlikeAtAll() {
        Shape shape = Shape.of(1, 28, 28);
        double[] image = image(shape, (c, y, x) -> Math.sin(x) * Math.cos(y));
        double[] negative = image(shape, (c, y, x) -> -Math.sin(x) * Math.cos(y));
        assertThat(MsSsim.similarity(image, negative, shape)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"10, 0", "11, 1", "21, 1", "22, 2", "28, 2", "32, 2", "64, 3", "175, 4", "176, 5", "1024, 5"})
    void smallImagesHaveFewerScales(int side, int scales) {
        assertThat(MsSsim.scales(Shape.of(3, side, 2 * side))).isEqualTo(scales);
        assertThat(MsSsim.scales(Shape.of(3, 2 * side, side))).isEqualTo(scales);
    }

    @Test
    void collapseIsMoreAlikeThanTheData() {
        Shape shape = Shape.of(1, 28, 28);
        Points data = Points.of(shape, batch(shape, 20, 0.7));
        Map<String, Double> collapsed = new MsSsim(100).measure(data, batch(shape, 20, 0.001), 20, 1);
        assertThat(collapsed.get("ms-ssim")).isGreaterThan(0.99);
        assertThat(collapsed.get("ms-ssim-of-data")).isLessThan(0.8);
        assertThat(collapsed.get("ms-ssim-scales")).isEqualTo(2);
        Map<String, Double> same = new MsSsim(100).measure(data, batch(shape, 20, 0.7), 20, 1);
        assertThat(same.get("ms-ssim")).isEqualTo(same.get("ms-ssim-of-data"));
    }

    @Test
    void aPairIsOfTwoImages() {
        Shape shape = Shape.of(1, 11, 11);
        // The only pair, and never an image with itself.
        float[] two = batch(shape, 2, 1.5);
        double value = new MsSsim(50).measure(Points.of(shape, two), two, 2, 3).get("ms-ssim");
        double[][] rows = Rows.of(two, 2, Points.of(shape, two));
        assertThat(value).isCloseTo(MsSsim.similarity(rows[0], rows[1], shape), EXACT);
        assertThatThrownBy(() -> new MsSsim(1).measure(Points.of(shape, two), two, 1, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a pair needs 2 images, found 1");
    }

    @Test
    void appliesToImagesThatHoldAWindow() {
        MsSsim metric = new MsSsim(1);
        assertThat(metric.appliesTo(Points.of(Shape.of(1, 11, 11), new float[121])))
                .isTrue();
        assertThat(metric.appliesTo(Points.of(Shape.of(1, 10, 100), new float[1000])))
                .isFalse();
        assertThat(metric.appliesTo(Points.of(2, 0, 0))).isFalse();
    }

    private interface Pixel {
        double at(int channel, int y, int x);
    }

    private static double[] image(Shape shape, Pixel pixel) {
        int height = shape.size(1);
        int width = shape.size(2);
        return IntStream.range(0, (int) shape.size())
                .mapToDouble(i -> pixel.at(i / (height * width), i / width % height, i % width))
                .toArray();
    }

    /** Waves, each turned and shifted by {@code step} from the one before. */
    private static float[] batch(Shape shape, int count, double step) {
        double[][] images = IntStream.range(0, count)
                .mapToObj(i -> image(
                        shape,
                        (c, y, x) -> Math.sin(0.5 * x * Math.cos(step * i) + 0.5 * y * Math.sin(step * i) + step * i)))
                .toArray(double[][]::new);
        return Matrices.flat(images);
    }
}
