package dev.gantry.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.tensor.Gradients;
import dev.gantry.core.tensor.Op;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.ShapeException;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.core.tensor.Window;
import dev.gantry.engine.backend.ReferenceBackend;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GradientsTest {

    private static final Tensor X = Tensor.variable("x", Shape.of(3));
    private static final Tensor IMAGE = Tensor.variable("image", Shape.of(1, 1, 4, 4));
    private static final Tensor KERNELS = Tensor.variable("kernels", Shape.of(2, 1, 3, 3));

    @Test
    void thirdDerivatives() {
        double x = 0.3;
        double t = Math.tanh(x);
        assertThat(derivative(3, Tensor::tanh, x)).isCloseTo(-2 * (1 - t * t) * (1 - 3 * t * t), within(1e-14));
        assertThat(derivative(3, v -> v.pow(5), x)).isCloseTo(60 * x * x, within(1e-13));
        assertThat(derivative(3, v -> v.square().square().mul(v), x)).isCloseTo(60 * x * x, within(1e-13));
        assertThat(derivative(3, Tensor::sigmoid, 0)).isCloseTo(-0.125, within(1e-15));
        assertThat(derivative(7, Tensor::exp, x)).isCloseTo(Math.exp(x), within(1e-14));
    }

    @Test
    void powersAtZero() {
        assertThat(derivative(1, x -> x.pow(0), 0)).isZero();
        assertThat(derivative(1, x -> x.pow(1), 0)).isEqualTo(1);
        assertThat(derivative(2, x -> x.pow(1), 0)).isZero();
        assertThat(derivative(1, x -> x.pow(2), 0)).isZero();
        assertThat(derivative(2, x -> x.pow(2), 0)).isEqualTo(2);
        assertThat(derivative(3, x -> x.pow(2), 0)).isZero();
        assertThat(derivative(4, x -> x.pow(3), 0)).isZero();
    }

    @Test
    void powersAtZeroWithExponentsThatVary() {
        Tensor exponents = Tensor.variable("exponents", Shape.of(3));
        Map<String, double[]> at = Map.of("x", new double[3], "exponents", new double[] {1, 2, 3});
        Tensor gradient = Gradients.of(X.pow(exponents).sum(), X);
        assertThat(ReferenceBackend.evaluate(gradient, at)).containsExactly(1, 0, 0);
        Tensor second = Gradients.of(gradient.sum(), X);
        assertThat(ReferenceBackend.evaluate(second, at)).containsExactly(0, 2, 0);
        Tensor third = Gradients.of(second.sum(), X);
        assertThat(ReferenceBackend.evaluate(third, at)).containsExactly(0, 0, 6);
        assertThat(ReferenceBackend.evaluate(Gradients.of(X.pow(exponents).sum(), exponents), at))
                .containsExactly(0, 0, 0);
    }

    @Test
    void equalOperandsShareTheGradientOfAnExtreme() {
        Tensor other = Tensor.variable("other", Shape.of(3));
        Map<String, double[]> at = Map.of("x", new double[] {1, 2, 3}, "other", new double[] {3, 2, 1});
        List<double[]> ofMax =
                ReferenceBackend.evaluate(Gradients.of(X.max(other).sum(), List.of(X, other)), at);
        assertThat(ofMax.getFirst()).containsExactly(0, 0.5, 1);
        assertThat(ofMax.getLast()).containsExactly(1, 0.5, 0);
        List<double[]> ofMin =
                ReferenceBackend.evaluate(Gradients.of(X.min(other).sum(), List.of(X, other)), at);
        assertThat(ofMin.getFirst()).containsExactly(1, 0.5, 0);
        assertThat(ofMin.getLast()).containsExactly(0, 0.5, 1);
    }

    @Test
    void equalElementsShareTheGradientOfAMaximum() {
        assertThat(evaluate(Gradients.of(X.maximum(), X), 2, 1, 2)).containsExactly(0.5, 0, 0.5);
        assertThat(evaluate(Gradients.of(X.maximum(), X), 1, 1, 1)).containsExactly(1 / 3.0, 1 / 3.0, 1 / 3.0);
    }

    @Test
    void kinksAtZero() {
        assertThat(evaluate(Gradients.of(X.relu().sum(), X), -1, 0, 1)).containsExactly(0, 0, 1);
        assertThat(evaluate(Gradients.of(X.leakyRelu(0.2).sum(), X), -1, 0, 1)).containsExactly(0.2, 0.2, 1);
        assertThat(evaluate(Gradients.of(X.abs().sum(), X), -1, 0, 1)).containsExactly(-1, 0, 1);
    }

    @Test
    void gradientOfLogSumExpIsTheSoftmax() {
        assertThat(evaluate(Gradients.of(X.logSumExp(), X), 1e4, 1e4 + Math.log(3), -1e4))
                .containsExactly(new double[] {0.25, 0.75, 0}, within(1e-11));
    }

    @Test
    void gradientsAreFiniteFarFromZero() {
        for (Function<Tensor, Tensor> f :
                List.<Function<Tensor, Tensor>>of(Tensor::tanh, Tensor::sigmoid, Tensor::softplus, Tensor::erf)) {
            Tensor first = Gradients.of(f.apply(X).sum(), X);
            Tensor second = Gradients.of(first.sum(), X);
            for (Tensor gradient : List.of(first, second)) {
                for (double value : evaluate(gradient, -1e4, 0, 1e4)) {
                    assertThat(value).isFinite();
                }
            }
        }
    }

    @Test
    void usesAddUp() {
        Tensor loss = X.mul(X).add(X.mul(3)).add(X.exp()).sum();
        assertThat(evaluate(Gradients.of(loss, X), 0, 1, 2))
                .containsExactly(new double[] {4, 5 + Math.E, 7 + Math.E * Math.E}, within(1e-14));
    }

    @Test
    void unrelatedTensorsHaveZeroGradients() {
        Tensor unrelated = Tensor.variable("unrelated", Shape.of(2, 2));
        List<Tensor> gradients = Gradients.of(X.sum(), List.of(unrelated, X, unrelated));
        assertThat(gradients.getFirst().shape()).isEqualTo(Shape.of(2, 2));
        assertThat(evaluate(gradients.getFirst())).containsExactly(0, 0, 0, 0);
        assertThat(evaluate(gradients.get(1))).containsExactly(1, 1, 1);
        assertThat(evaluate(gradients.getLast())).containsExactly(0, 0, 0, 0);
    }

    @Test
    void intermediateTensors() {
        Tensor middle = X.square();
        Tensor loss = middle.mul(middle).sum();
        List<Tensor> gradients = Gradients.of(loss, List.of(loss, middle, X));
        assertThat(evaluate(gradients.get(0), 1, 2, 3)).containsExactly(1);
        assertThat(evaluate(gradients.get(1), 1, 2, 3)).containsExactly(2, 8, 18);
        assertThat(evaluate(gradients.get(2), 1, 2, 3)).containsExactly(4, 32, 108);
    }

    @Test
    void gradientsDoNotPassAStop() {
        assertThat(evaluate(Gradients.of(X.mul(X.stopGradient()).sum(), X), 1, 2, 3))
                .containsExactly(1, 2, 3);
        assertThat(evaluate(Gradients.of(X.stopGradient().sum(), X), 1, 2, 3)).containsExactly(0, 0, 0);
        Tensor first = Gradients.of(X.pow(3).sum(), X).stopGradient();
        assertThat(evaluate(Gradients.of(first.sum(), X), 1, 2, 3)).containsExactly(0, 0, 0);
    }

    @Test
    void gradientsDoNotPassStepsAndIndices() {
        Tensor steps = X.sign().add(X.greater(0)).add(X.greaterEqual(X.neg())).add(X.equal(X.neg()));
        assertThat(Gradients.of(steps.sum(), X).op()).isEqualTo(new Op.Constant(0));
        assertThat(Gradients.of(Tensor.ones(Shape.of(4)).gather(X).sum(), X).op())
                .isEqualTo(new Op.Constant(0));
        assertThat(Gradients.of(
                                X.select(Tensor.ones(X.shape()), Tensor.zeros(X.shape()))
                                        .sum(),
                                X)
                        .op())
                .isEqualTo(new Op.Constant(0));
    }

    @Test
    void gradientsOfRandomDrawsAreThoseOfAConstant() {
        Tensor noise = Tensor.normal(Shape.of(3), "noise");
        List<double[]> values = ReferenceBackend.evaluate(
                List.of(Gradients.of(X.mul(noise).sum(), X), noise), Map.of("x", new double[] {1, 2, 3}));
        assertThat(values.getFirst()).isEqualTo(values.getLast());
    }

    @Test
    void layersOfAFlatVectorHaveTheirGradientsJoined() {
        Tensor flat = Tensor.variable("flat", Shape.of(17));
        Tensor weights = flat.slice(0, 1, 7).reshape(3, 2);
        Tensor bias = flat.slice(0, 7, 9);
        Tensor readout = flat.slice(0, 9, 11).reshape(2, 1);
        Function<List<Tensor>, Tensor> network = p -> X.reshape(1, 3)
                .matmul(p.get(0))
                .add(p.get(1))
                .tanh()
                .matmul(p.get(2))
                .square()
                .sum();
        Tensor joined = Gradients.of(network.apply(List.of(weights, bias, readout)), flat);

        Tensor w = Tensor.variable("w", Shape.of(3, 2));
        Tensor b = Tensor.variable("b", Shape.of(2));
        Tensor v = Tensor.variable("v", Shape.of(2, 1));
        Tensor loss = network.apply(List.of(w, b, v));
        double[] flatValues = {9, 0.1, -0.2, 0.3, 0.4, -0.5, 0.6, 0.7, -0.8, 0.9, 1, 9, 9, 9, 9, 9, 9};
        double[] x = {0.5, -1, 2};
        Map<String, double[]> apart = Map.of(
                "x", x,
                "w", new double[] {0.1, -0.2, 0.3, 0.4, -0.5, 0.6},
                "b", new double[] {0.7, -0.8},
                "v", new double[] {0.9, 1});
        double[] expected = Stream.concat(
                        Stream.concat(
                                Stream.of(new double[1]),
                                ReferenceBackend.evaluate(Gradients.of(loss, List.of(w, b, v)), apart).stream()),
                        Stream.of(new double[6]))
                .flatMapToDouble(Arrays::stream)
                .toArray();

        assertThat(ReferenceBackend.evaluate(joined, Map.of("x", x, "flat", flatValues)))
                .containsExactly(expected, within(1e-14));
        assertThat(ops(joined, Op.Pad.class)).isZero();
        assertThat(ops(joined, Op.Concat.class)).isEqualTo(1);

        Tensor second = Gradients.of(joined.square().sum(), flat);
        List<Tensor> plain = Gradients.of(
                Gradients.of(loss, List.of(w, b, v)).stream()
                        .map(gradient -> gradient.square().sum())
                        .reduce(Tensor::add)
                        .orElseThrow(),
                List.of(w, b, v));
        double[] secondValues = ReferenceBackend.evaluate(second, Map.of("x", x, "flat", flatValues));
        double[] plainValues = ReferenceBackend.evaluate(plain, apart).stream()
                .flatMapToDouble(Arrays::stream)
                .toArray();
        assertThat(Arrays.copyOfRange(secondValues, 1, 11)).containsExactly(plainValues, within(1e-13));
    }

    @Test
    void overlappingSlices() {
        Tensor x = Tensor.variable("x", Shape.of(6));
        Tensor loss = x.slice(0, 0, 3)
                .mul(1)
                .sum()
                .add(x.slice(0, 0, 3).mul(10).sum())
                .add(x.slice(0, 0, 2).mul(100).sum())
                .add(x.slice(0, 2, 5).mul(1000).sum())
                .add(x.slice(0, 4, 6).mul(10000).sum());
        assertThat(evaluate(Gradients.of(loss, x), 0, 0, 0, 0, 0, 0))
                .containsExactly(111, 111, 1011, 1000, 11000, 10000);
    }

    @Test
    void slicesOfDifferentAxes() {
        Tensor x = Tensor.variable("x", Shape.of(2, 3));
        Tensor loss = x.slice(0, 0, 1)
                .sum()
                .add(x.slice(0, 1, 2).mul(10).sum())
                .add(x.slice(1, 0, 2).mul(100).sum())
                .add(x.slice(1, 2, 3).mul(1000).sum())
                .add(x.sum());
        assertThat(evaluate(Gradients.of(loss, x), 0, 0, 0, 0, 0, 0)).containsExactly(102, 102, 1002, 111, 111, 1011);
    }

    @Test
    void noGradientIsBuiltThatNobodyAskedFor() {
        Tensor loss = IMAGE.conv(KERNELS, Window.of(1, 1)).tanh().sum();
        Tensor inKernels = Gradients.of(loss, KERNELS);
        assertThat(ops(inKernels, Op.ConvWeightGradient.class)).isEqualTo(1);
        assertThat(ops(inKernels, Op.ConvInputGradient.class)).isZero();
        Tensor inImage = Gradients.of(loss, IMAGE);
        assertThat(ops(inImage, Op.ConvWeightGradient.class)).isZero();
        assertThat(ops(inImage, Op.ConvInputGradient.class)).isEqualTo(1);
    }

    @Test
    void earlierLayersAreNotDifferentiatedForALaterOne() {
        Tensor first = Tensor.variable("first", Shape.of(3, 4));
        Tensor last = Tensor.variable("last", Shape.of(4, 1));
        Tensor loss = X.reshape(1, 3).matmul(first).exp().matmul(last).sum();
        // The first product of the forward pass, and that of the last layer's gradient.
        assertThat(ops(Gradients.of(loss, last), Op.MatMul.class)).isEqualTo(2);
    }

    @Test
    void onlyScalarsCanBeDifferentiated() {
        assertThatThrownBy(() -> Gradients.of(X, X))
                .isInstanceOf(ShapeException.class)
                .hasMessage("only a scalar can be differentiated, found shape [3]");
        Tensor keptAxes = X.square().sum(0);
        assertThat(keptAxes.shape()).isEqualTo(Shape.of(1));
        assertThat(evaluate(Gradients.of(keptAxes, X), 1, 2, 3)).containsExactly(2, 4, 6);
    }

    @Test
    void unrolledGraphsAreDeeperThanAStack() {
        Tensor sum = X;
        for (int i = 0; i < 20_000; i++) {
            sum = sum.add(X);
        }
        assertThat(evaluate(Gradients.of(sum.sum(), X), 1, 2, 3)).containsExactly(20_001, 20_001, 20_001);
    }

    private static double derivative(int order, Function<Tensor, Tensor> function, double at) {
        Tensor x = Tensor.variable("x", Shape.SCALAR);
        Tensor result = function.apply(x);
        for (int i = 0; i < order; i++) {
            result = Gradients.of(result, x);
        }
        return evaluate(result, at)[0];
    }

    private static long ops(Tensor tensor, Class<? extends Op> type) {
        return Tensor.topologicalOrder(List.of(tensor)).stream()
                .filter(node -> type.isInstance(node.op()))
                .count();
    }

    private static double[] evaluate(Tensor tensor, double... x) {
        return ReferenceBackend.evaluate(tensor, Map.of("x", x));
    }
}
