package dev.gantry.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.core.tensor.Window;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.tries.Tries;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The value of every primitive, against numbers worked out by hand and against definitions. */
class PrimitivesTest {

    private static final double E = Math.E;
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    private static final Tensor MATRIX = Tensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
    private static final Tensor ROW = Tensor.of(Shape.of(3), 10, 20, 30);
    private static final Tensor COLUMN = Tensor.of(Shape.of(2, 1), 100, 200);

    @Test
    void fills() {
        assertValues(Tensor.scalar(2.5), Shape.SCALAR, 2.5);
        assertValues(Tensor.fill(Shape.of(2, 2), 3), Shape.of(2, 2), 3, 3, 3, 3);
        assertValues(Tensor.zeros(Shape.of(1, 2)), Shape.of(1, 2), 0, 0);
        assertValues(Tensor.ones(Shape.of(2)), Shape.of(2), 1, 1);
    }

    @Test
    void elementary() {
        assertVector(vector(-2, 0, 3).neg(), 2, 0, -3);
        assertVector(vector(-1, 0, 1, 2).exp(), 1 / E, 1, E, E * E);
        assertVector(vector(1, E, 0.5).log(), 0, 1, -0.6931471805599453);
        assertVector(vector(0, E - 1, 0.5).log1p(), 0, 1, 0.4054651081081644);
        assertVector(vector(0, 4, 2).sqrt(), 0, 2, 1.4142135623730951);
        assertVector(vector(-2, 0, 3).abs(), 2, 0, 3);
        assertVector(vector(-2, 0, 3).sign(), -1, 0, 1);
        assertVector(vector(-3, 2).square(), 9, 4);
    }

    @Test
    void log1pKeepsSmallNumbers() {
        assertThat(evaluate(vector(1e-12, -1e-12).log1p())[0]).isCloseTo(9.999999999995e-13, within(1e-27));
        assertThat(evaluate(vector(1e-12, -1e-12).log1p())[1]).isCloseTo(-1.0000000000005e-12, within(1e-27));
    }

    @Test
    void saturating() {
        double t = (E * E - 1) / (E * E + 1);
        assertVector(vector(0, 1, -1, 1e4, -1e4).tanh(), 0, t, -t, 1, -1);
        assertVector(vector(0, 1, -1, 1e4, -1e4).sigmoid(), 0.5, E / (1 + E), 1 / (1 + E), 1, 0);
        assertVector(
                vector(0, 1, -1, 1e4, -1e4).softplus(),
                0.6931471805599453,
                1.3132616875182228,
                0.31326168751822286,
                1e4,
                0);
    }

    @Test
    void sigmoidAndSoftplusKeepSmallNumbers() {
        assertThat(evaluate(vector(-40).sigmoid())[0]).isCloseTo(Math.exp(-40), within(1e-30));
        assertThat(evaluate(vector(-40).softplus())[0]).isCloseTo(Math.exp(-40), within(1e-30));
    }

    /** Values of the C library's erf. */
    @Test
    void erf() {
        double[] x = {0, 1e-10, 0.1, 0.5, 1, 2, 3, 4.5, 5.9, 1e4};
        double[] y = {
            0,
            1.1283791670955126e-10,
            0.1124629160182849,
            0.5204998778130465,
            0.8427007929497149,
            0.9953222650189527,
            0.9999779095030014,
            0.9999999998033839,
            0.9999999999999999,
            1
        };
        for (int i = 0; i < x.length; i++) {
            assertThat(evaluate(vector(x[i]).erf())[0]).isCloseTo(y[i], within(1e-15 * y[i] + Double.MIN_VALUE));
            assertThat(evaluate(vector(-x[i]).erf())[0]).isCloseTo(-y[i], within(1e-15 * y[i] + Double.MIN_VALUE));
        }
    }

    @Test
    void arithmeticWithBroadcasting() {
        assertValues(MATRIX.add(ROW), Shape.of(2, 3), 11, 22, 33, 14, 25, 36);
        assertValues(MATRIX.sub(COLUMN), Shape.of(2, 3), -99, -98, -97, -196, -195, -194);
        assertValues(COLUMN.mul(ROW), Shape.of(2, 3), 1000, 2000, 3000, 2000, 4000, 6000);
        assertValues(ROW.div(Tensor.scalar(4)), Shape.of(3), 2.5, 5, 7.5);
        assertValues(MATRIX.add(1), Shape.of(2, 3), 2, 3, 4, 5, 6, 7);
        assertValues(MATRIX.sub(1), Shape.of(2, 3), 0, 1, 2, 3, 4, 5);
        assertValues(MATRIX.mul(2), Shape.of(2, 3), 2, 4, 6, 8, 10, 12);
        assertValues(MATRIX.div(2), Shape.of(2, 3), 0.5, 1, 1.5, 2, 2.5, 3);
    }

    @Test
    void powers() {
        assertVector(vector(2, 9, 4, 0, 0).pow(vector(3, 0.5, -1, 2, 0)), 8, 3, 0.25, 0, 1);
        assertVector(vector(-2, 3).pow(3), -8, 27);
    }

    @Test
    void extremesAndComparisons() {
        Tensor a = vector(1, 2, 3);
        Tensor b = vector(3, 2, 1);
        assertVector(a.max(b), 3, 2, 3);
        assertVector(a.min(b), 1, 2, 1);
        assertVector(a.max(2), 2, 2, 3);
        assertVector(a.min(2), 1, 2, 2);
        assertVector(a.clip(1.5, 2.5), 1.5, 2, 2.5);
        assertVector(a.greater(b), 0, 0, 1);
        assertVector(a.greater(1), 0, 1, 1);
        assertVector(a.greaterEqual(b), 0, 1, 1);
        assertVector(a.less(b), 1, 0, 0);
        assertVector(a.lessEqual(b), 1, 1, 0);
        assertVector(a.equal(b), 0, 1, 0);
    }

    @Test
    void selection() {
        assertVector(vector(0, 1, -3).select(vector(1, 2, 3), vector(4, 5, 6)), 4, 2, 3);
        assertValues(COLUMN.greater(150).select(ROW, Tensor.scalar(-1)), Shape.of(2, 3), -1, -1, -1, 10, 20, 30);
        assertVector(vector(-2, 0, 3).relu(), 0, 0, 3);
        assertVector(vector(-2, 0, 3).leakyRelu(0.1), -0.2, 0, 3);
    }

    @Test
    void sumsAndMaxima() {
        assertValues(MATRIX.sum(), Shape.SCALAR, 21);
        assertValues(MATRIX.sum(0), Shape.of(1, 3), 5, 7, 9);
        assertValues(MATRIX.sum(-1), Shape.of(2, 1), 6, 15);
        assertValues(MATRIX.sum(1, 0), Shape.of(1, 1), 21);
        assertValues(MATRIX.maximum(), Shape.SCALAR, 6);
        assertValues(MATRIX.neg().maximum(0), Shape.of(1, 3), -1, -2, -3);
        assertValues(MATRIX.maximum(1), Shape.of(2, 1), 3, 6);
        assertValues(Tensor.of(Shape.of(2, 2, 2), 1, 2, 3, 4, 5, 6, 7, 8).sum(0, 2), Shape.of(1, 2, 1), 14, 22);
        assertValues(Tensor.scalar(3).sum(), Shape.SCALAR, 3);
        assertValues(Tensor.scalar(3).maximum(), Shape.SCALAR, 3);
    }

    @Test
    void meansAndVariances() {
        assertValues(MATRIX.mean(), Shape.SCALAR, 3.5);
        assertValues(MATRIX.mean(1), Shape.of(2, 1), 2, 5);
        assertValues(MATRIX.variance(), Shape.SCALAR, 35 / 12.0);
        assertValues(MATRIX.variance(0), Shape.of(1, 3), 2.25, 2.25, 2.25);
    }

    @Test
    void logSumExpDoesNotOverflow() {
        Tensor x = Tensor.of(Shape.of(2, 2), 1e4, 1e4, -1e4, -1e4);
        assertValues(x.logSumExp(1), Shape.of(2, 1), 1e4 + Math.log(2), -1e4 + Math.log(2));
        assertValues(x.logSumExp(), Shape.SCALAR, 1e4 + Math.log(2));
        assertValues(vector(0, Math.log(2), Math.log(3)).logSumExp(), Shape.SCALAR, Math.log(6));
    }

    @Test
    void shapes() {
        assertValues(MATRIX.reshape(3, 2), Shape.of(3, 2), 1, 2, 3, 4, 5, 6);
        assertValues(Tensor.of(Shape.of(2, 1, 2), 1, 2, 3, 4).flatten(), Shape.of(2, 2), 1, 2, 3, 4);
        assertValues(MATRIX.transpose(), Shape.of(3, 2), 1, 4, 2, 5, 3, 6);
        assertValues(
                Tensor.of(Shape.of(1, 2, 3), 1, 2, 3, 4, 5, 6).transpose(2, 0, 1), Shape.of(3, 1, 2), 1, 4, 2, 5, 3, 6);
        assertValues(ROW.broadcast(Shape.of(2, 3)), Shape.of(2, 3), 10, 20, 30, 10, 20, 30);
        assertValues(COLUMN.broadcast(Shape.of(2, 2)), Shape.of(2, 2), 100, 100, 200, 200);
        assertValues(Tensor.scalar(7).broadcast(Shape.of(2)), Shape.of(2), 7, 7);
    }

    /** Axis i of a transposed tensor is axis p[i] of the tensor. */
    @Test
    void transposeOfThreeAxes() {
        Tries.of(50, draw -> {
            int which = draw.between(0, 5);
            long seed = draw.anyLong();
            int[][] permutations = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
            int[] p = permutations[which];
            int[] size = {2, 3, 4};
            double[] x = random(24, seed);
            double[] y = evaluate(Tensor.of(Shape.of(size), x).transpose(p));
            int[] at = new int[3];
            for (at[0] = 0; at[0] < size[0]; at[0]++) {
                for (at[1] = 0; at[1] < size[1]; at[1]++) {
                    for (at[2] = 0; at[2] < size[2]; at[2]++) {
                        int moved = (at[p[0]] * size[p[1]] + at[p[1]]) * size[p[2]] + at[p[2]];
                        assertThat(y[moved]).isEqualTo(x[(at[0] * size[1] + at[1]) * size[2] + at[2]]);
                    }
                }
            }
        });
    }

    @Test
    void parts() {
        assertValues(MATRIX.slice(0, 1, 2), Shape.of(1, 3), 4, 5, 6);
        assertValues(MATRIX.slice(-1, 1, 3), Shape.of(2, 2), 2, 3, 5, 6);
        assertValues(MATRIX.pad(0, 1, 0), Shape.of(3, 3), 0, 0, 0, 1, 2, 3, 4, 5, 6);
        assertValues(MATRIX.pad(1, 1, 2), Shape.of(2, 6), 0, 1, 2, 3, 0, 0, 0, 4, 5, 6, 0, 0);
        assertValues(
                Tensor.concat(0, List.of(MATRIX, ROW.reshape(1, 3))), Shape.of(3, 3), 1, 2, 3, 4, 5, 6, 10, 20, 30);
        assertValues(Tensor.concat(1, List.of(COLUMN, MATRIX)), Shape.of(2, 4), 100, 1, 2, 3, 200, 4, 5, 6);
        assertThat(MATRIX.slice(1, 0, 3)).isSameAs(MATRIX);
        assertThat(MATRIX.pad(1, 0, 0)).isSameAs(MATRIX);
    }

    @Test
    void products() {
        Tensor right = Tensor.of(Shape.of(3, 2), 1, -1, 0, 2, 3, 1);
        assertValues(MATRIX.matmul(right), Shape.of(2, 2), 10, 6, 22, 12);
        assertValues(MATRIX.transpose().matmul(right, true, false), Shape.of(2, 2), 10, 6, 22, 12);
        assertValues(MATRIX.matmul(right.transpose(), false, true), Shape.of(2, 2), 10, 6, 22, 12);
        assertValues(MATRIX.transpose().matmul(right.transpose(), true, true), Shape.of(2, 2), 10, 6, 22, 12);
    }

    /** A batch of products is the products of its members. */
    @Test
    void batchedProducts() {
        Tries.of(50, draw -> {
            boolean transposeLeft = draw.anyBoolean();
            boolean transposeRight = draw.anyBoolean();
            long seed = draw.anyLong();
            Shape left = transposeLeft ? Shape.of(4, 2) : Shape.of(2, 4);
            Shape right = transposeRight ? Shape.of(3, 4) : Shape.of(4, 3);
            Tensor a = Tensor.of(left.prepend(3), random(24, seed));
            Tensor b = Tensor.of(right.prepend(3), random(36, ~seed));
            Tensor apart = Tensor.concat(
                    0,
                    IntStream.range(0, 3)
                            .mapToObj(i -> a.slice(0, i, i + 1)
                                    .reshape(left)
                                    .matmul(b.slice(0, i, i + 1).reshape(right), transposeLeft, transposeRight))
                            .toList());
            assertThat(a.matmul(b, transposeLeft, transposeRight).shape()).isEqualTo(Shape.of(3, 2, 3));
            assertThat(evaluate(a.matmul(b, transposeLeft, transposeRight))).containsExactly(evaluate(apart));
        });
    }

    @Test
    void convolution() {
        Tensor image = Tensor.of(Shape.of(1, 1, 3, 3), 1, 2, 3, 4, 5, 6, 7, 8, 9);
        Tensor kernel = Tensor.of(Shape.of(1, 1, 2, 2), 1, 0, 2, -1);
        assertValues(image.conv(kernel, Window.of(1, 0)), Shape.of(1, 1, 2, 2), 4, 6, 10, 12);
        assertValues(image.conv(kernel, Window.of(2, 1)), Shape.of(1, 1, 2, 2), -1, 1, -7, 12);
        assertValues(image.conv(kernel, new Window(1, 1, 0, 0, 2, 2)), Shape.of(1, 1, 1, 1), 6);
        assertValues(image.conv(kernel, new Window(1, 2, 0, 0, 1, 1)), Shape.of(1, 1, 2, 1), 4, 10);
        Tensor gradient = Tensor.of(Shape.of(1, 1, 2, 2), 1, 10, 100, 1000);
        assertValues(
                gradient.convInputGradient(kernel, Window.of(1, 0), Shape.of(1, 1, 3, 3)),
                Shape.of(1, 1, 3, 3),
                1,
                10,
                0,
                102,
                1019,
                -10,
                200,
                1900,
                -1000);
        assertValues(
                image.convWeightGradient(gradient, Window.of(1, 0), Shape.of(1, 1, 2, 2)),
                Shape.of(1, 1, 2, 2),
                5421,
                6532,
                8754,
                9865);
    }

    /** Against the definition on an image that is padded beforehand, with two images, channels and kernels. */
    @Test
    void convolutionOfManyChannels() {
        Tries.of(100, draw -> {
            int strideH = draw.between(1, 3);
            int strideW = draw.between(1, 3);
            int padH = draw.between(0, 2);
            int padW = draw.between(0, 2);
            int dilationH = draw.between(1, 2);
            int dilationW = draw.between(1, 2);
            long seed = draw.anyLong();
            int n = 2, c = 2, h = 5, w = 6, o = 3, kh = 2, kw = 3;
            double[] image = random(n * c * h * w, seed);
            double[] kernels = random(o * c * kh * kw, ~seed);
            double[][][][] padded = new double[n][c][h + 2 * padH][w + 2 * padW];
            for (int i = 0; i < image.length; i++) {
                padded[i / (c * h * w)][i / (h * w) % c][padH + i / w % h][padW + i % w] = image[i];
            }
            Tensor y = Tensor.of(Shape.of(n, c, h, w), image)
                    .conv(
                            Tensor.of(Shape.of(o, c, kh, kw), kernels),
                            new Window(strideH, strideW, padH, padW, dilationH, dilationW));
            int height = (h + 2 * padH - dilationH * (kh - 1) - 1) / strideH + 1;
            int width = (w + 2 * padW - dilationW * (kw - 1) - 1) / strideW + 1;
            double[] expected = new double[n * o * height * width];
            for (int i = 0; i < expected.length; i++) {
                int sample = i / (o * height * width), out = i / (height * width) % o;
                int row = i / width % height, column = i % width;
                for (int j = 0; j < c * kh * kw; j++) {
                    int channel = j / (kh * kw), down = j / kw % kh, right = j % kw;
                    expected[i] += kernels[out * c * kh * kw + j]
                            * padded[sample][channel][row * strideH + down * dilationH][
                                    column * strideW + right * dilationW];
                }
            }
            assertThat(y.shape()).isEqualTo(Shape.of(n, o, height, width));
            assertThat(evaluate(y)).containsExactly(expected, within(1e-12));
        });
    }

    /** The gradients are the adjoints: g . conv(x, w) = x . convInputGradient(g, w) = w . convWeightGradient(x, g). */
    @Test
    void convolutionGradientsAreAdjoints() {
        Tries.of(100, draw -> {
            int stride = draw.between(1, 3);
            int padding = draw.between(0, 2);
            int dilation = draw.between(1, 2);
            long seed = draw.anyLong();
            Window window = new Window(stride, stride + 1, padding, padding + 1, dilation, 1);
            Shape image = Shape.of(2, 2, 5, 4);
            Shape kernels = Shape.of(3, 2, 2, 3);
            Tensor x = Tensor.of(image, random(80, seed));
            Tensor w = Tensor.of(kernels, random(36, seed + 1));
            Tensor y = x.conv(w, window);
            Tensor g = Tensor.of(y.shape(), random((int) y.shape().size(), seed + 2));
            List<double[]> products = ReferenceBackend.evaluate(
                    List.of(
                            y.mul(g).sum(),
                            g.convInputGradient(w, window, image).mul(x).sum(),
                            x.convWeightGradient(g, window, kernels).mul(w).sum()),
                    Map.of());
            assertThat(products.get(1)[0]).isCloseTo(products.get(0)[0], within(1e-11));
            assertThat(products.get(2)[0]).isCloseTo(products.get(0)[0], within(1e-11));
        });
    }

    @Test
    void pooling() {
        Tensor images = Tensor.of(Shape.of(1, 2, 2, 2), 1, 2, 3, 4, 10, 20, 30, 40);
        assertValues(images.averagePool(2, Window.of(2, 0)), Shape.of(1, 2, 1, 1), 2.5, 25);
        assertValues(images.averagePool(2, Window.of(2, 1)), Shape.of(1, 2, 2, 2), 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10);
        assertValues(
                images.slice(1, 0, 1).upsampleNearest(2),
                Shape.of(1, 1, 4, 4),
                1,
                1,
                2,
                2,
                1,
                1,
                2,
                2,
                3,
                3,
                4,
                4,
                3,
                3,
                4,
                4);
    }

    @Test
    void rows() {
        assertValues(MATRIX.gather(vector(1, 0, 1)), Shape.of(3, 3), 4, 5, 6, 1, 2, 3, 4, 5, 6);
        assertValues(MATRIX.scatter(vector(2, 2), 3), Shape.of(3, 3), 0, 0, 0, 0, 0, 0, 5, 7, 9);
        assertVector(vector(7, 8, 9).gather(vector(2)), 9);
        assertValues(vector(2, 0).oneHot(3), Shape.of(2, 3), 0, 0, 1, 1, 0, 0);
        for (double index : new double[] {-1, 2, 0.5, Double.NaN, INFINITY}) {
            assertThatThrownBy(() -> evaluate(MATRIX.gather(vector(index))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("an index must be a whole number from 0 to 1, found " + index);
        }
    }

    @Test
    void stoppedGradientsKeepTheValue() {
        assertVector(vector(1, 2).stopGradient(), 1, 2);
    }

    private static Tensor vector(double... values) {
        return Tensor.of(Shape.of(values.length), values);
    }

    private static double[] random(int size, long seed) {
        return new Random(seed).doubles(size, -1, 1).toArray();
    }

    private static double[] evaluate(Tensor tensor) {
        return ReferenceBackend.evaluate(tensor, Map.of());
    }

    private static void assertVector(Tensor tensor, double... expected) {
        assertValues(tensor, Shape.of(expected.length), expected);
    }

    private static void assertValues(Tensor tensor, Shape shape, double... expected) {
        assertThat(tensor.shape()).isEqualTo(shape);
        assertThat(evaluate(tensor)).containsExactly(expected, within(1e-14));
    }
}
