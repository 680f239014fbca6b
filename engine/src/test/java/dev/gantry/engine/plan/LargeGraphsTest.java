package dev.gantry.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.tensor.Gradients;
import dev.gantry.core.tensor.PlanningInterruptedException;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.plan.Step.Loop;
import dev.gantry.engine.plan.View.Storage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Graphs that are deeper than a thread's stack, and so large that work in proportion to the square of their size would not end
 * in an hour.
 */
final class LargeGraphsTest {

    private static final int DEPTH = 50_000;
    private static final int MOST_OF_A_LOOP = 48;
    private static final Shape SMALL = Shape.of(2, 2);
    private static final Tensor X = Tensor.variable("x", SMALL);

    @Test
    void longChainIsCutIntoLoops() {
        Tensor chain = X;
        for (int i = 0; i < DEPTH; i++) {
            chain = chain.tanh();
        }
        PlannedProgram program = program("result", chain);
        assertThat(program.steps()).hasSize(Math.ceilDiv(DEPTH, MOST_OF_A_LOOP)).hasOnlyElementsOfType(Loop.class);
        assertThat(instructions(program)).isEqualTo(DEPTH);
    }

    @Test
    void earlyValueOfALongChainIsReadInEachOfItsLoops() {
        Tensor early = X.exp();
        Tensor chain = early;
        for (int i = 0; i < DEPTH; i++) {
            chain = chain.add(early).tanh();
        }
        PlannedProgram program = program("result", chain);
        assertThat(program.steps()).hasSize(Math.ceilDiv(2 * DEPTH + 1, MOST_OF_A_LOOP));
        assertThat(instructions(program)).isEqualTo(2 * DEPTH + 1);
    }

    @Test
    void whatIsNeededFarLaterIsComputedThere() {
        int pairs = 10_000;
        Tensor product = X;
        List<Tensor> early = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            early.add(Tensor.variable("early-" + i, SMALL).tanh());
            product = product.matmul(X.add(i));
        }
        SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
        for (int i = 0; i < pairs; i++) {
            writes.put("late-" + i, early.get(i).sub(product));
        }
        PlannedProgram program = program(writes);
        assertThat(program.steps())
                .filteredOn(Loop.class::isInstance)
                .filteredOn(step -> step.writes().getFirst().storage() instanceof Storage.Variable)
                .hasSize(pairs)
                .allSatisfy(step -> assertThat(((Loop) step).code()).hasSize(2));
    }

    @Test
    void resultsThatLiveAcrossOneAnotherShareTheLeastMemory() {
        int results = 10_000;
        List<Tensor> kept = new ArrayList<>();
        Tensor product = Tensor.variable("large", Shape.of(4, 8));
        Tensor square = Tensor.variable("square", Shape.of(8, 8));
        for (int i = 0; i < results; i++) {
            product = product.matmul(square);
            kept.add(product);
        }
        Tensor folded = product;
        for (Tensor result : kept.reversed()) {
            folded = folded.matmul(square).mul(result);
        }
        // All results are alive when the last is made. Behind it there are two more at a time, one of them in its
        // place.
        assertThat(program("result", folded).arenaSize()).isBetween(32L * results, 32L * (results + 2));
    }

    @Test
    void slicesOfSlicesAreOneView() {
        int slices = DEPTH / 2;
        int left = 3;
        Tensor whole = Tensor.variable("whole", Shape.of(slices + left, slices + left));
        Tensor slice = whole;
        for (int i = 0; i < slices; i++) {
            slice = slice.slice(0, 1, slice.shape().size(0))
                    .slice(1, 1, slice.shape().size(1));
        }
        PlannedProgram program = program("result", slice);
        assertThat(program.steps())
                .singleElement()
                .satisfies(step -> assertThat(step.reads()).singleElement().satisfies(view -> {
                    assertThat(view.offset()).isEqualTo((long) slices * (slices + left) + slices);
                    assertThat(view.shape()).isEqualTo(Shape.of(left, left));
                }));
    }

    @Test
    void partsOfPartsAreWrittenWhereTheyLieInTheWhole() {
        int parts = DEPTH / 2;
        Tensor whole = Tensor.normal(Shape.of(1), "draw-0");
        for (int i = 1; i < parts; i++) {
            whole = Tensor.concat(0, List.of(whole, Tensor.normal(Shape.of(1), "draw-" + i)));
        }
        PlannedProgram program = program("result", whole);
        assertThat(program.steps()).hasSize(parts).hasOnlyElementsOfType(Step.Draw.class);
        assertThat(program.steps().stream()
                        .mapToLong(step -> step.writes().getFirst().offset())
                        .sorted())
                .containsExactlyElementsOf(LongStream.range(0, parts).boxed().toList());
        assertThat(program.arenaSize()).isZero();
    }

    @Test
    void ruleIsFollowedThroughTheWholeGraph() {
        Tensor whole = Tensor.variable("first", Shape.of(1));
        for (int i = 1; i < DEPTH / 2; i++) {
            whole = Tensor.concat(0, List.of(whole, Tensor.variable("x-" + i, Shape.of(1))));
        }
        Tensor rectified = X;
        for (int i = 0; i < DEPTH / 2; i++) {
            rectified = rectified.relu();
        }
        assertThat(Simplifier.simplify(
                        List.of(whole.slice(0, 0, 1), rectified.mul(2).slice(0, 0, 1)), true))
                .first()
                .satisfies(simple -> assertThat(simple.op()).hasToString("Variable[name=first]"));
    }

    @Test
    void unrolledStepsAreDifferentiatedOneByOne() {
        assertShrinks(point -> Gradients.of(point.square().sum().mul(0.5), point));
    }

    @Test
    void gradientInWhatAnUnrolledStepMakesLooksAtThatStepAlone() {
        assertShrinks(point -> {
            Tensor fresh = X.add(1);
            return Gradients.of(fresh.mul(point).sum(), fresh);
        });
    }

    /** Of a point that moves against what {@code itself} gives, which is the point. */
    private static void assertShrinks(UnaryOperator<Tensor> itself) {
        int steps = 10_000;
        double rate = 1e-4;
        Tensor point = X;
        for (int i = 0; i < steps; i++) {
            point = point.sub(itself.apply(point).mul(rate));
        }
        try (Session session = new ReferenceBackend().compile(Plan.of(List.of(graph(writes("x", point)))), 1)) {
            session.write("x", new double[] {1, 2, 3, 4});
            session.run("step", 0);
            double shrunk = Math.pow(1 - rate, steps);
            assertThat(session.read("x"))
                    .containsExactly(new double[] {shrunk, 2 * shrunk, 3 * shrunk, 4 * shrunk}, within(1e-9));
        }
    }

    @Test
    void interruptEndsPlanning() {
        Graph graph = graph(writes("result", X.tanh()));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Plan.of(List.of(graph))).isInstanceOf(PlanningInterruptedException.class);
        assertThat(Thread.interrupted()).as("still set").isTrue();
    }

    private static long instructions(PlannedProgram program) {
        return program.steps().stream()
                .mapToLong(step -> ((Loop) step).code().size())
                .sum();
    }

    private static SequencedMap<String, Tensor> writes(String variable, Tensor value) {
        SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
        writes.put(variable, value);
        return writes;
    }

    private static Graph graph(SequencedMap<String, Tensor> writes) {
        return new Graph("step", writes);
    }

    private static PlannedProgram program(String variable, Tensor value) {
        return program(writes(variable, value));
    }

    private static PlannedProgram program(SequencedMap<String, Tensor> writes) {
        return Plan.of(List.of(graph(writes))).program("step");
    }
}
