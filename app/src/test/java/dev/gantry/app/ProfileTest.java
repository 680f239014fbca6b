package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.plan.Graph;
import dev.gantry.engine.plan.Plan;
import dev.gantry.engine.plan.Step;
import dev.gantry.runtime.Ceilings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

/** Times that were made up, of a plan of two products and a sum. */
final class ProfileTest {

    private static final long MS = 1_000_000;

    private static final Plan PLAN = plan();

    /** [10, 20] x [20, 30], twice, then 300 sums. */
    private static Plan plan() {
        Tensor left = Tensor.variable("left", Shape.of(10, 20));
        Tensor right = Tensor.variable("right", Shape.of(20, 30));
        Tensor other = Tensor.variable("other", Shape.of(20, 30));
        SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
        writes.put("sum", left.matmul(right).add(left.matmul(other)));
        Plan plan = Plan.of(List.of(new Graph("step", writes)));
        assertThat(plan.program("step").steps()).hasSize(3);
        assertThat(plan.program("step").steps().subList(0, 2)).allMatch(step -> step instanceof Step.MatMul);
        return plan;
    }

    private static Profile profile(StepClock.Ran... ran) {
        return new Profile(List.copyOf(PLAN.programs()), 4, List.of(ran), List.of(0L, 10 * MS, 30 * MS));
    }

    private static StepClock.Ran ran(int step, int thread, long begin, long end) {
        return new StepClock.Ran("step", step, thread, begin * MS, end * MS);
    }

    @Test
    void equalStepsAreOneRow() {
        Profile profile = profile(ran(0, 0, 1, 2), ran(1, 0, 2, 4), ran(2, 0, 5, 9));

        assertThat(profile.rows())
                .extracting(
                        Profile.OperationTime::operation, Profile.OperationTime::shapes, Profile.OperationTime::runs)
                .containsExactly(
                        tuple("matmul", "[10, 20], [20, 30] -> [10, 30]", 2L),
                        tuple("loop of 1", "2 x [10, 30] -> [10, 30]", 1L));
        Profile.OperationTime products = profile.rows().iterator().next();
        assertThat(products.seconds()).isCloseTo(3e-3, within(1e-12));
        assertThat(products.flops()).isEqualTo(2 * 2 * 10 * 20 * 30);
        assertThat(products.bytes()).isEqualTo(2 * 4 * (10 * 20 + 20 * 30 + 10 * 30));
        assertThat(profile.steps()).isEqualTo(2);
        assertThat(profile.secondsOfSteps()).containsExactly(0.01, 0.02);
        assertThat(profile.waiting()).isCloseTo(30e-3 - 7e-3, within(1e-12));
    }

    @Test
    void threadsShareTheTime() {
        Profile profile = profile(ran(0, 0, 0, 4), ran(1, 1, 0, 2), ran(2, 0, 4, 30));

        assertThat(profile.threads()).isEqualTo(2);
        assertThat(profile.rows().iterator().next().seconds()).isCloseTo(3e-3, within(1e-12));
        assertThat(profile.waiting()).isCloseTo(30e-3 - 3e-3 - 13e-3, within(1e-12));
    }

    /** Both products do 24,000 operations in 3 ms: 8 M a second. At 12 M a second they would take 2 ms. */
    @Test
    void theTableBeginsWithWhatCouldBeGained() {
        Profile profile = profile(ran(0, 0, 1, 2), ran(1, 0, 2, 4), ran(2, 0, 5, 9));
        StringWriter text = new StringWriter();

        new ProfileTable(new PrintWriter(text), profile, Optional.of(new Ceilings(12e6, 1e12, 1e12))).print(30);

        // The sum does 300 operations: 0.025 ms of 4.
        assertThat(text.toString().lines().map(String::strip))
                .containsExactly(
                        "a step of training takes 20.000 ms (median of 2, from 10.000 to 20.000)",
                        "ceilings: 0.0 GFLOP/s in a product, 1000.0 GB/s in caches and 1000.0 in memory in a copy",
                        "",
                        "could gain    ms of a step       %     runs   GFLOP/s      GB/s  operation",
                        "1.988           2.000    13.3      0.5       0.0       0.0  loop of 1  2 x [10, 30] -> [10, 30]",
                        "0.500           1.500    10.0      1.0       0.0       0.0  matmul  [10, 20], [20, 30] -> [10, 30]",
                        "11.500          11.500    76.7                               waiting: no operation runs",
                        "13.988          15.000   100.0      1.5       0.0       0.0  in all");
    }
}
