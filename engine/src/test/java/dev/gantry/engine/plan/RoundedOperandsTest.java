package dev.gantry.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.core.tensor.Gradients;
import dev.gantry.core.tensor.Op;
import dev.gantry.core.tensor.Op.UnaryFunction;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.core.tensor.Window;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.plan.Step.Convolution;
import dev.gantry.engine.plan.Step.Instruction;
import dev.gantry.engine.plan.Step.Loop;
import dev.gantry.engine.plan.Step.MatMul;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is rounded, how often, and what it is rounded to. */
final class RoundedOperandsTest {

    private static final Passes ROUNDING = Passes.ALL.withPrecision(Precision.BFLOAT16);

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        "0x1.01p0, 1",
        "0x1.0100001p0, 0x1.02p0",
        "0x1.03p0, 0x1.04p0",
        "-0x1.01p0, -1",
        "-0x1.03p0, -0x1.04p0",
        "0x1.ffp5, 0x1p6",
        "0x1.fep127, 0x1.fep127",
        "0x1.fefffep127, 0x1.fep127",
        "0x1.fffffep127, Infinity",
        "-0x1.fffffep127, -Infinity",
        "Infinity, Infinity",
        "-Infinity, -Infinity",
        "NaN, NaN",
        "0x1p-133, 0x1p-133",
        "0x1.8p-133, 0x1p-132",
        "0x1p-134, 0",
        "0x1.02p-127, 0x1p-127"
    })
    void roundsToTheNearestTiesToEven(double x, double expected) {
        Tensor rounded = Tensor.variable("x", Shape.of(1)).apply(UnaryFunction.BFLOAT16);
        assertThat(ReferenceBackend.evaluate(rounded, Map.of("x", new double[] {x})))
                .containsExactly(expected);
    }

    @Test
    void passesGradientsOn() {
        Tensor x = Tensor.variable("x", Shape.of(2));
        Tensor loss = x.apply(UnaryFunction.BFLOAT16)
                .mul(Tensor.variable("g", Shape.of(2)))
                .sum();
        double[] gradient = ReferenceBackend.evaluate(
                Gradients.of(loss, x), Map.of("x", new double[] {0.1, 100.3}, "g", new double[] {3.7, -1e-3}));
        assertThat(gradient).containsExactly(3.7, -1e-3);
    }

    /** Forward it is the operand of one product, backward of another, stored the other way round. */
    @Test
    void anOperandIsRoundedOnceForAllItsProducts() {
        Tensor x = Tensor.variable("x", Shape.of(6, 5));
        Tensor w = Tensor.variable("w", Shape.of(20));
        Tensor scores = x.matmul(w.reshape(4, 5).transpose(1, 0)).tanh();
        List<Tensor> gradients = Gradients.of(scores.sum(), List.of(x, w));
        List<Step> steps = steps(gradients, ROUNDING);
        assertThat(steps)
                .filteredOn(MatMul.class::isInstance)
                .hasSize(3)
                .allMatch(step -> ((MatMul) step).precision() == Precision.BFLOAT16);
        assertThat(roundings(steps)).as("x, w, and the gradient of the product").isEqualTo(3);
    }

    @Test
    void allMapsOfAConvolutionHaveRoundedOperands() {
        Tensor x = Tensor.variable("x", Shape.of(4, 3, 8, 8));
        Tensor w = Tensor.variable("w", Shape.of(5, 3, 4, 4));
        Tensor result = x.conv(w, Window.of(2, 1)).tanh();
        for (int shards : new int[] {1, 3}) {
            assertThat(steps(Gradients.of(result.sum(), List.of(x, w)), ROUNDING.withShards(shards)))
                    .filteredOn(Convolution.class::isInstance)
                    .hasSize(3 * shards)
                    .allMatch(step -> ((Convolution) step).precision() == Precision.BFLOAT16);
        }
    }

    @Test
    void inSinglePrecisionNothingIsRounded() {
        Tensor x = Tensor.variable("x", Shape.of(6, 5));
        Tensor w = Tensor.variable("w", Shape.of(5, 4));
        List<Step> steps = steps(List.of(x.matmul(w)), Passes.ALL);
        assertThat(roundings(steps)).isZero();
        assertThat(steps).singleElement().matches(step -> ((MatMul) step).precision() == Precision.FLOAT32);
    }

    /** Each addend, 1 + 2^-8, is rounded to 1, and their sum, 3 + 3 * 2^-8, to 3 + 2^-6. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aSumIsRoundedAndNotItsAddends(int shards) {
        Tensor rows = Tensor.variable("rows", Shape.of(3, 4));
        Tensor product = rows.sum(0).matmul(Tensor.variable("w", Shape.of(4, 4)));
        double[] identity = new double[16];
        for (int i = 0; i < 4; i++) {
            identity[5 * i] = 1;
        }
        StepInterpreter steps = new StepInterpreter(
                Plan.of(List.of(graph(List.of(product, rows.tanh()))), ROUNDING.withShards(shards)), 0);
        double[] addends = new double[12];
        Arrays.fill(addends, 1 + 0x1p-8);
        steps.write("rows", addends);
        steps.write("w", identity);
        steps.run("step", 0);
        assertThat(steps.read("result 0")).containsExactly(3 + 0x1p-6, 3 + 0x1p-6, 3 + 0x1p-6, 3 + 0x1p-6);
    }

    /** In doubles no value is so near to the middle between two bfloat16 that its last bits decide. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void stepsDoWhatTheRoundedGraphSays(int shards) {
        for (int seed = 0; seed < 60; seed++) {
            Plan plan = Plan.of(List.of(RandomGraphs.graph(seed)), ROUNDING.withShards(shards));
            StepInterpreter steps = new StepInterpreter(plan, seed);
            Random random = new Random(seed);
            try (Session graph =
                    new ReferenceBackend().compile(Plan.of(List.of(RandomGraphs.graph(seed)), ROUNDING), seed)) {
                plan.variables().forEach((name, shape) -> {
                    double[] values = random.doubles(shape.size(), -1, 1).toArray();
                    graph.write(name, values);
                    steps.write(name, values);
                });
                graph.run("step", 0);
                steps.run("step", 0);
                for (String name : plan.variables().keySet()) {
                    double[] expected = graph.read(name);
                    double[] found = steps.read(name);
                    for (int i = 0; i < expected.length; i++) {
                        double tolerance = 1e-9 * Math.max(1, Math.abs(expected[i]));
                        if (!(Math.abs(found[i] - expected[i]) <= tolerance)) {
                            assertThat(found[i])
                                    .as("graph %d, %s[%d]", seed, name, i)
                                    .isEqualTo(expected[i]);
                        }
                    }
                }
            }
        }
    }

    private static long roundings(List<Step> steps) {
        return steps.stream()
                .filter(Loop.class::isInstance)
                .flatMap(step -> ((Loop) step).code().stream())
                .map(Instruction::op)
                .filter(new Op.Unary(UnaryFunction.BFLOAT16)::equals)
                .count();
    }

    private static List<Step> steps(List<Tensor> results, Passes passes) {
        return Plan.of(List.of(graph(results)), passes).programs().getFirst().steps();
    }

    private static Graph graph(List<Tensor> results) {
        SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
        for (Tensor result : results) {
            writes.put("result " + writes.size(), result);
        }
        return new Graph("step", writes);
    }
}
