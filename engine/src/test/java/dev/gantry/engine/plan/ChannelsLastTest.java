package dev.gantry.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.tensor.Gradients;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.core.tensor.Window;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.plan.Step.Convolution;
import dev.gantry.engine.plan.Step.Loop;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Where transposes are left, and that nothing else changes. */
final class ChannelsLastTest {

    private static final Tensor IMAGES = Tensor.variable("images", Shape.of(4, 3, 8, 8));
    private static final Tensor FIRST = Tensor.variable("first", Shape.of(5, 3, 4, 4));
    private static final Tensor SECOND = Tensor.variable("second", Shape.of(6, 5, 4, 4));
    private static final Tensor BIAS = Tensor.variable("bias", Shape.of(1, 5, 1, 1));
    private static final Window HALF = Window.of(2, 1);

    /** The images become channels last, and the scores channels first. */
    @Test
    void betweenConvolutionsNothingIsCopied() {
        Tensor scores = critic(x -> x);
        assertThat(copies(scores)).isEqualTo(2);
        assertThat(convolutions(scores))
                .hasSize(2)
                .allMatch(step -> step.window().channelsLast());
        assertSame(scores);
    }

    @Test
    void ofImagesWithOneChannelNothingIsCopied() {
        Tensor gray = Tensor.variable("gray", Shape.of(4, 1, 8, 8));
        Tensor scores = gray.conv(Tensor.variable("kernels", Shape.of(5, 1, 4, 4)), HALF)
                .sum(1, 2, 3);
        assertThat(copies(scores)).isZero();
        assertSame(scores);
    }

    /** Statistics, parts, sums over axes and repeated pixels, all of them between two convolutions. */
    @Test
    void whatImagesGoThroughKeepsTheirChannelsLast() {
        List<UnaryOperator<Tensor>> between = List.of(
                x -> x.sub(x.mean(0, 2, 3))
                        .div(x.sub(x.mean(0, 2, 3))
                                .square()
                                .mean(0, 2, 3)
                                .add(0.1)
                                .sqrt()),
                x -> x.add(x.mean(1)).maximum(0).broadcast(x.shape()),
                x -> x.greater(0).select(x, x.mul(0.2)),
                x -> Tensor.concat(1, List.of(x.slice(1, 0, 2), x.slice(1, 2, 5).neg())),
                x -> x.upsampleNearest(2),
                x -> x.reshape(4, 5, 2, 8).tanh().reshape(4, 5, 4, 4));
        for (UnaryOperator<Tensor> part : between) {
            Tensor scores = critic(part);
            assertSame(scores);
            assertThat(convolutions(scores)).allMatch(step -> step.window().channelsLast());
        }
    }

    @Test
    void gradients() {
        Tensor loss = critic(x -> x).square().mean();
        List<Tensor> gradients = Gradients.of(loss, List.of(FIRST, SECOND, BIAS, IMAGES));
        gradients.forEach(ChannelsLastTest::assertSame);
        Tensor penalty = gradients.getLast().square().sum();
        Gradients.of(penalty, List.of(FIRST, SECOND)).forEach(ChannelsLastTest::assertSame);
    }

    @Test
    void plansWithoutFusionKeepChannelsFirst() {
        Plan plan = Plan.of(List.of(graph(critic(x -> x))), Passes.ALL.ofSingleOperations());
        assertThat(plan.programs().getFirst().steps())
                .filteredOn(Convolution.class::isInstance)
                .allMatch(step -> !((Convolution) step).window().channelsLast());
    }

    @Test
    void convolutionsOfImagesWhoseChannelsAreLastStayAsTheyAre() {
        Tensor images = Tensor.variable("last", Shape.of(4, 8, 8, 3));
        Tensor result = images.conv(FIRST, HALF.withChannelsLast());
        assertThat(result.shape()).isEqualTo(Shape.of(4, 4, 4, 5));
        assertThat(copies(result)).isZero();
        assertSame(result);
    }

    private static Tensor critic(UnaryOperator<Tensor> between) {
        return between.apply(IMAGES.conv(FIRST, HALF).add(BIAS).leakyRelu(0.2))
                .conv(SECOND, HALF)
                .flatten();
    }

    private static Graph graph(Tensor result) {
        return new Graph("step", new LinkedHashMap<>(Map.of("result", result)));
    }

    private static List<Step> steps(Tensor result) {
        return Plan.of(List.of(graph(result))).programs().getFirst().steps();
    }

    private static long copies(Tensor result) {
        return steps(result).stream()
                .filter(step -> step instanceof Loop loop
                        && loop.code().isEmpty()
                        && loop.reductions().isEmpty())
                .count();
    }

    private static List<Convolution> convolutions(Tensor result) {
        return steps(result).stream()
                .filter(Convolution.class::isInstance)
                .map(Convolution.class::cast)
                .toList();
    }

    private static void assertSame(Tensor result) {
        Map<String, double[]> values = new HashMap<>();
        Random random = new Random(1);
        graph(result).variables().forEach((name, shape) -> {
            if (!name.equals("result")) {
                values.put(name, random.doubles(shape.size(), -1, 1).toArray());
            }
        });
        double[] expected = ReferenceBackend.evaluate(result, values);
        Tensor rewritten = Simplifier.simplify(ChannelsLast.of(Simplifier.simplify(List.of(result), true)), true)
                .getFirst();
        assertThat(rewritten.shape()).isEqualTo(result.shape());
        assertThat(ReferenceBackend.evaluate(rewritten, values)).containsExactly(expected, within(1e-9));
    }
}
