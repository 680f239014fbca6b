package dev.gantry.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.tensor.Gradients;
import dev.gantry.core.tensor.Op.UnaryFunction;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.core.tensor.Window;
import dev.gantry.engine.backend.Backend;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.plan.Graph;
import dev.gantry.engine.plan.Passes;
import dev.gantry.engine.plan.Plan;
import dev.gantry.engine.plan.Precision;
import dev.gantry.tries.Tries;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Products and convolutions of rounded operands, everything else in single precision. */
final class MixedPrecisionTest {

    private enum On {
        REFERENCE(ReferenceBackend::new),
        KERNELS(Form.KERNELS::backend),
        ND4J_OPS(Form.ND4J_OPS::backend);

        private final Supplier<Backend> backend;

        On(Supplier<Backend> backend) {
            this.backend = backend;
        }

        double[] result(Tensor tensor, Map<String, double[]> variables, int shards) {
            Backend device = backend.get();
            Passes passes = device.passes(Passes.ALL.withShards(shards).withPrecision(Precision.BFLOAT16));
            SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
            writes.put("result", tensor);
            try (Session session = device.compile(Plan.of(List.of(new Graph("step", writes)), passes), 0)) {
                variables.forEach(session::write);
                session.run("step", 0);
                return session.read("result");
            }
        }
    }

    private static final Window HALF = Window.of(2, 1);

    @ParameterizedTest
    @EnumSource
    void rounds(On device) {
        double[] values = {
            0,
            1,
            0x1.01p0,
            0x1.010002p0,
            0x1.03p0,
            -0x1.01p0,
            -0x1.03p0,
            0x1.ffp5,
            Float.MAX_VALUE,
            -Float.MAX_VALUE,
            0x1.fep127,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.NaN,
            0x1p-133,
            0x1.8p-133,
            0x1p-134,
            0x1.02p-127
        };
        double infinity = Double.POSITIVE_INFINITY;
        Tensor rounded = Tensor.variable("x", Shape.of(values.length)).apply(UnaryFunction.BFLOAT16);
        assertThat(device.result(rounded, Map.of("x", values), 1))
                .containsExactly(
                        0,
                        1,
                        1,
                        0x1.02p0,
                        0x1.04p0,
                        -1,
                        -0x1.04p0,
                        0x1p6,
                        infinity,
                        -infinity,
                        0x1.fep127,
                        infinity,
                        -infinity,
                        Double.NaN,
                        0x1p-133,
                        0x1p-132,
                        0,
                        0x1p-127);
    }

    @ParameterizedTest
    @EnumSource
    void roundsAnyNumber(On device) {
        Tries.of(20, draw -> {
            Random random = new Random(draw.anyLong());
            double[] values = random.ints(500)
                    .mapToDouble(bits -> Float.intBitsToFloat(bits))
                    .filter(value -> Math.abs(value) < 1e38)
                    .toArray();
            Tensor rounded = Tensor.variable("x", Shape.of(values.length)).apply(UnaryFunction.BFLOAT16);
            assertThat(device.result(rounded, Map.of("x", values), 1)).containsExactly(Bfloat16.rounded(values));
        });
    }

    @ParameterizedTest
    @CsvSource({"REFERENCE, 1", "KERNELS, 1", "KERNELS, 2", "KERNELS, 3", "ND4J_OPS, 1"})
    void productsAreSumsOfRoundedFactors(On device, int shards) {
        int m = 13;
        int k = 50;
        int n = 17;
        double[] left = random(m * k, 1);
        double[] right = random(k * n, 2);
        Tensor product = Tensor.variable("left", Shape.of(m, k))
                .matmul(Tensor.variable("right", Shape.of(n, k)).transpose(1, 0));
        double[] a = Bfloat16.rounded(left);
        double[] b = Bfloat16.rounded(right);
        double[] sums = IntStream.range(0, m * n)
                .mapToDouble(i -> IntStream.range(0, k)
                        .mapToDouble(l -> a[i / n * k + l] * b[i % n * k + l])
                        .sum())
                .toArray();
        assertThat(device.result(product, Map.of("left", left, "right", right), shards))
                .containsExactly(sums, within(1e-5));
    }

    @ParameterizedTest
    @CsvSource({"REFERENCE, 1", "KERNELS, 1", "KERNELS, 2", "KERNELS, 3", "ND4J_OPS, 1"})
    void convolutionsAreThoseOfRoundedOperands(On device, int shards) {
        Shape images = Shape.of(5, 9, 8, 8);
        Shape kernels = Shape.of(6, 9, 4, 4);
        Tensor x = Tensor.variable("x", images);
        Tensor w = Tensor.variable("w", kernels);
        Tensor y = Tensor.variable("y", HALF.convolved(images, kernels));
        Map<String, double[]> values = Map.of(
                "x", random(images.size(), 1),
                "w", random(kernels.size(), 2),
                "y", random(y.shape().size(), 3));
        Map<String, double[]> rounded = new LinkedHashMap<>();
        values.forEach((name, numbers) -> rounded.put(name, Bfloat16.rounded(numbers)));
        for (Tensor map : List.of(
                x.conv(w, HALF), y.convInputGradient(w, HALF, images), x.convWeightGradient(y, HALF, kernels))) {
            assertThat(device.result(map, used(map, values), shards))
                    .containsExactly(ReferenceBackend.evaluate(map, used(map, rounded)), within(1e-4));
        }
    }

    /** 2^-12 of a weight of 1 is lost in bfloat16, of which the next number is 1 - 2^-8. */
    @ParameterizedTest
    @EnumSource
    void weightsKeepUpdatesThatAreSmallerThanTheirRounding(On device) {
        Tensor x = Tensor.variable("x", Shape.of(1, 4));
        Tensor w = Tensor.variable("w", Shape.of(4, 4));
        Tensor updated = w.sub(Gradients.of(x.matmul(w).sum(), w).mul(0x1p-12));
        double[] ones = new double[16];
        Arrays.fill(ones, 1);
        double[] smaller = new double[16];
        Arrays.fill(smaller, 1 - 0x1p-12);
        assertThat(device.result(updated, Map.of("x", new double[] {1, 1, 1, 1}, "w", ones), 1))
                .containsExactly(smaller);
    }

    private static Map<String, double[]> used(Tensor map, Map<String, double[]> values) {
        Map<String, double[]> used = new LinkedHashMap<>(values);
        used.keySet()
                .retainAll(new Graph("map", new LinkedHashMap<>(Map.of("result", map)))
                        .variables()
                        .keySet());
        return used;
    }

    private static double[] random(long count, long seed) {
        return new Random(seed)
                .doubles(count, -0.5, 0.5)
                .map(value -> (float) value)
                .toArray();
    }
}
