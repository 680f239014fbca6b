package dev.gantry.schedules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.ConfigFactory;
import dev.gantry.core.component.Progress;
import dev.gantry.core.component.Schedule;
import dev.gantry.core.component.ScheduleProvider;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchedulesTest {

    private static final Map<String, ScheduleProvider> PROVIDERS = Map.of(
            "constant", Constant.provider(),
            "cosine", Cosine.provider(),
            "linear", Linear.provider(),
            "step", Stepwise.provider());

    private static Schedule schedule(String type, String settings) {
        return Optional.ofNullable(PROVIDERS.get(type))
                .orElseThrow()
                .component()
                .from(ConfigFactory.parseString(settings));
    }

    /** Before a step of so many, each of which shows the critic ten samples. */
    private static Progress before(long step, long steps) {
        return new Progress(step, steps, 10 * step, 10 * steps);
    }

    @Test
    void areOffered() {
        // Whoever looks for components says so; this module only offers them.
        getClass().getModule().addUses(ScheduleProvider.class);

        assertThat(ServiceLoader.load(ScheduleProvider.class).stream()
                        .map(provider -> provider.get().component().name()))
                .containsExactlyInAnyOrderElementsOf(PROVIDERS.keySet());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "constant | value = 0.4                                        |  0 | 100 | 0.4",
                "constant | value = 0.4                                        | 99 | 100 | 0.4",
                "constant | value = 0.4, warm-up = 4                           |  0 | 100 | 0.1",
                "constant | value = 0.4, warm-up = 4                           |  3 | 100 | 0.4",
                // The first sample of 40.
                "constant | value = 0.4, warm-up = 40, by = samples            |  0 | 100 | 0.01",
                "constant | value = 0.4, warm-up = 40, by = samples            |  4 | 100 | 0.4",
                "linear   | from = 0.4                                         |  0 | 100 | 0.4",
                "linear   | from = 0.4                                         | 25 | 100 | 0.3",
                "linear   | from = 0.4                                         | 99 | 100 | 0.004",
                "linear   | from = 0.4, warm-up = 4                            |  1 | 100 | 0.2",
                "linear   | from = 0.4, warm-up = 4                            |  3 | 100 | 0.4",
                "linear   | from = 0.4, warm-up = 4                            |  4 | 100 | 0.4",
                "linear   | from = 0.4, warm-up = 4                            | 52 | 100 | 0.2",
                // A run shorter than its warm-up never leaves it.
                "linear   | from = 0.4, warm-up = 10                           |  4 |   5 | 0.2",
                "linear   | from = -1, to = 3, over = 8                        |  2 | 100 | 0",
                "linear   | from = -1, to = 3, over = 8                        |  8 | 100 | 3",
                "linear   | from = -1, to = 3, over = 8                        | 90 | 100 | 3",
                "linear   | from = -1, to = 3, over = 80, by = samples         |  2 | 100 | 0",
                "linear   | from = 1, to = 3, by = samples                     | 50 | 100 | 2",
                "cosine   | from = 0.4                                         |  0 | 100 | 0.4",
                // (1 + cos(pi / 3)) / 2 = 0.75
                "cosine   | from = 0.4                                         | 20 |  60 | 0.3",
                "cosine   | from = 0.4                                         | 50 | 100 | 0.2",
                "cosine   | from = 4, to = 8                                   | 20 |  60 | 5",
                "cosine   | from = 4, to = 8, over = 30, warm-up = 10          | 20 |  60 | 5",
                "cosine   | from = 4, to = 8, over = 30, warm-up = 10          |  4 |  60 | 2",
                "cosine   | from = 4, to = 8, over = 30, warm-up = 10          | 40 |  60 | 8",
                "step     | from = 8, factor = 0.5, every = 10                 |  9 | 100 | 8",
                "step     | from = 8, factor = 0.5, every = 10                 | 10 | 100 | 4",
                "step     | from = 8, factor = 0.5, every = 10                 | 39 | 100 | 1",
                "step     | from = 8, factor = 0.5, every = 100, by = samples  | 39 | 100 | 1",
                "step     | from = 8, factor = 0.25, milestones = [20, 5]      |  4 | 100 | 8",
                "step     | from = 8, factor = 0.25, milestones = [20, 5]      |  5 | 100 | 2",
                "step     | from = 8, factor = 0.25, milestones = [20, 5]      | 20 | 100 | 0.5",
                // Half of the way up to what is a quarter already.
                "step     | from = 8, factor = 0.25, every = 2, warm-up = 6    |  2 | 100 | 1"
            })
    void areTheirClosedForms(String type, String settings, long step, long steps, double expected) {
        assertThat(schedule(type, settings).at(before(step, steps))).isEqualTo(expected, within(1e-12));
    }

    @Test
    void oneThatNeverChangesSaysSo() {
        assertThat(schedule("constant", "value = 3").always(3)).isTrue();
        assertThat(schedule("constant", "value = 3, warm-up = 1").isConstant()).isFalse();
        assertThat(schedule("linear", "from = 3").isConstant()).isFalse();
    }

    @Test
    void rules() {
        refused(
                () -> new Linear(1, 0, Optional.of(0L), By.STEPS, 0),
                "'over' must be at least 1, or null for the rest");
        refused(() -> new Cosine(1, 0, Optional.empty(), By.STEPS, -1), "'warm-up' must be at least 0, found -1");
        refused(() -> new Constant(1, By.STEPS, -2), "'warm-up' must be at least 0, found -2");
        refused(
                () -> new Stepwise(1, 2, Optional.empty(), List.of(), By.STEPS, 0),
                "'every' must be set where there are no 'milestones', and null where there are some, found null");
        refused(
                () -> new Stepwise(1, 2, Optional.of(3L), List.of(4L), By.STEPS, 0),
                "'every' must be set where there are no 'milestones', and null where there are some, found 3");
        refused(
                () -> new Stepwise(1, 2, Optional.empty(), List.of(4L, 0L), By.STEPS, 0),
                "'milestones' must be at least 1 each, found 0");
    }

    private static void refused(Runnable making, String message) {
        assertThatIllegalArgumentException().isThrownBy(making::run).withMessageStartingWith(message);
    }
}
