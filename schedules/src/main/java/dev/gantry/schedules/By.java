package dev.gantry.schedules;

import dev.gantry.core.component.Progress;
import dev.gantry.core.component.Require;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the way of a schedule is counted in. */
public enum By {
    /** Steps of the run, each an update of the generator. */
    STEPS,
    /** Real samples that the critic has seen. */
    SAMPLES;

    /** The keys of a schedule that goes a way from one number to another. */
    static final String WAY = """
            # where it starts
            from = null
            # where it ends, and stays
            to = 0
            # how long it takes behind the warm-up; null for the rest of the run, at whose end 'to' would be reached
            over = null
            # what 'over' and 'warm-up' count: steps, or samples (real ones that the critic has seen)
            by = steps
            # how long it rises to 'from' before that
            warm-up = 0
            """;

    static void require(Optional<Long> over, long warmUp) {
        over.ifPresent(way -> Require.that(way > 0, "over", "at least 1, or null for the rest of the run", way));
        Require.that(warmUp >= 0, "warm-up", "at least 0", warmUp);
    }

    long done(Progress progress) {
        return this == STEPS ? progress.step() : progress.samples();
    }

    private long all(Progress progress) {
        return this == STEPS ? progress.steps() : progress.allSamples();
    }

    /** Whether a run ends before its warm-up does; as {@code Schedule.unwise}. */
    List<String> unwise(Progress end, long warmUp) {
        String unit = name().toLowerCase(Locale.ROOT);
        return done(end) < warmUp
                ? List.of(
                        ("has a warm-up of %d %s, and the run has %d: it still rises when the run ends. Shorten the warm-up,"
                                        + " or train longer")
                                .formatted(warmUp, unit, done(end)))
                : List.of();
    }

    /** Whether a run ends before a schedule begins to change; as {@code Schedule.unwise}. */
    List<String> never(Progress end, long first) {
        return done(end) <= first
                ? List.of(
                        ("changes for the first time after %d %s, and the run has %d: it never changes. Have it change sooner, or"
                                        + " train longer")
                                .formatted(first, name().toLowerCase(Locale.ROOT), done(end)))
                : List.of();
    }

    /** A value as the warm-up lets it rise from the first step on. */
    double warmed(double value, Progress progress, long warmUp) {
        long done = done(progress);
        return done < warmUp ? value * (done + 1) / warmUp : value;
    }

    /**
     * How much of the way behind the warm-up is done, from 0 to 1.
     *
     * @param over the way's length; the rest of the run where it is empty
     */
    double share(Progress progress, Optional<Long> over, long warmUp) {
        long way = over.orElseGet(() -> Math.max(1, all(progress) - warmUp));
        return Math.clamp((double) (done(progress) - warmUp) / way, 0, 1);
    }
}
