package dev.gantry.regularizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.ShapeException;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.plan.Plan;
import dev.gantry.engine.scope.TracedScope;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ReplayTest {

    private static final int BATCH = 5;
    private static final int STEPS = 60;

    /** Of five samples in a step two come from the history, which holds six: it is full after three steps. */
    private final double[][] shown = shown(6);

    @DisplayName("U1.14 the pool returns no value more than twice")
    @Test
    void noSampleIsShownMoreThanTwice() {
        Map<Double, Integer> times = new HashMap<>();
        Arrays.stream(shown).flatMapToDouble(Arrays::stream).forEach(sample -> times.merge(sample, 1, Integer::sum));
        assertThat(times.values()).contains(1, 2).allMatch(count -> count <= 2);
    }

    @Test
    void wholeBatchesAreShownUntilTheHistoryIsFull() {
        for (int step = 0; step < 3; step++) {
            assertThat(shown[step]).containsExactly(batch(step));
        }
    }

    @Test
    void halfIsThenOfEarlierStepsAndEachAtMostOnce() {
        Set<Double> replayed = new HashSet<>();
        for (int step = 3; step < STEPS; step++) {
            double[] batch = batch(step);
            assertThat(Arrays.copyOf(shown[step], 3)).containsExactly(Arrays.copyOf(batch, 3));
            for (int i = 3; i < BATCH; i++) {
                double sample = shown[step][i];
                assertThat(sample).isLessThan(batch[0]).isPositive();
                // Only the last two of each batch are kept.
                assertThat(sample % BATCH).isIn(3.0, 4.0);
                assertThat(replayed.add(sample)).isTrue();
            }
        }
    }

    @Test
    void anyPlaceOfTheHistoryIsDrawn() {
        Set<Double> ages = new HashSet<>();
        for (int step = 3; step < STEPS; step++) {
            ages.add(step + 1 - Math.floor(shown[step][4] / BATCH));
        }
        assertThat(ages).contains(1.0, 2.0, 3.0, 4.0);
    }

    @Test
    void rules() {
        assertThatThrownBy(() -> new Replay(0)).hasMessage("'samples' must be at least 1, found 0");
        assertThatThrownBy(() -> new Replay(2_000_000_000))
                .hasMessage("'samples' must be at most 1048576, found 2000000000");
        assertThatThrownBy(
                        () -> new Replay(7).criticFake(Tensor.zeros(Shape.of(BATCH, 1)), TracedScope.training("test")))
                .isInstanceOf(ShapeException.class)
                .hasMessage("keeps 'samples' 7, which must be a multiple of half the batch, found a batch of 5");
    }

    /** What the critic is shown in each step; a sample is its number, of two equal elements. */
    private static double[][] shown(int samples) {
        TracedScope scope = TracedScope.training("test");
        Tensor fake = Tensor.variable("fake", Shape.of(BATCH, 1)).broadcast(Shape.of(BATCH, 2));
        Tensor seen = new Replay(samples).criticFake(fake, scope);
        assertThat(seen.shape()).isEqualTo(fake.shape());
        double[][] shown = new double[STEPS][BATCH];
        try (Session session =
                new ReferenceBackend().compile(Plan.of(List.of(scope.initialize(), scope.step("shown", seen))), 1)) {
            session.run("initialize", 0);
            for (int step = 0; step < STEPS; step++) {
                session.write("fake", batch(step));
                session.run("shown", step);
                double[] pairs = session.read("shown");
                for (int i = 0; i < BATCH; i++) {
                    assertThat(pairs[2 * i + 1]).isEqualTo(pairs[2 * i]);
                    shown[step][i] = pairs[2 * i];
                }
            }
        }
        return shown;
    }

    private static double[] batch(int step) {
        double[] batch = new double[BATCH];
        Arrays.setAll(batch, i -> BATCH * (step + 1) + i);
        return batch;
    }
}
