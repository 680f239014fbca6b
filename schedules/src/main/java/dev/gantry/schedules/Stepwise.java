package dev.gantry.schedules;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Progress;
import dev.gantry.core.component.Require;
import dev.gantry.core.component.Schedule;
import dev.gantry.core.component.ScheduleProvider;
import java.lang.invoke.MethodHandles;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * In steps: {@code from factor^n}, where n is how many periods or milestones are behind, counted from the run's start.
 *
 * @param every the length of a period, at least 1; empty where there are milestones
 * @param milestones from where on there is one factor more, each at least 1; empty where there are periods
 * @param warmUp over how much at the start the number rises linearly to what it would be, 0 for none
 */
public record Stepwise(double from, double factor, Optional<Long> every, List<Long> milestones, By by, long warmUp)
        implements Schedule {

    private static final int MOST_MILESTONES = 1_000;

    public Stepwise {
        every.ifPresent(period -> Require.that(period > 0, "every", "at least 1", period));
        Require.that(
                every.isPresent() == milestones.isEmpty(),
                "every",
                "set where there are no 'milestones', and null where there are some",
                every.map(String::valueOf).orElse("null"));
        milestones.forEach(milestone -> Require.that(milestone > 0, "milestones", "at least 1 each", milestone));
        Require.atMost("milestones", MOST_MILESTONES, milestones.size());
        milestones = List.copyOf(milestones);
        By.require(Optional.empty(), warmUp);
    }

    public static ScheduleProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(), Stepwise.class, "step", "By a factor every so often, or at milestones.", """
                # where it starts
                from = null
                # what it is multiplied by, each time
                factor = 0.1
                # how long it stays the same; null where there are milestones
                every = null
                # where it changes, counted from the run's start, such as [1000, 5000]
                milestones = []
                # what 'every', 'milestones' and 'warm-up' count: steps, or samples (real ones that the critic has seen)
                by = steps
                # how long it rises at the start
                warm-up = 0
                """);
    }

    @Override
    public double at(Progress progress) {
        long done = by.done(progress);
        long times = every.map(period -> done / period)
                .orElseGet(() -> milestones.stream()
                        .filter(milestone -> milestone <= done)
                        .count());
        return by.warmed(from * Math.pow(factor, (double) times), progress, warmUp);
    }

    @Override
    public List<String> unwise(Progress end) {
        long first = every.orElseGet(() -> Collections.min(milestones));
        return Stream.concat(by.unwise(end, warmUp).stream(), by.never(end, first).stream())
                .toList();
    }
}
