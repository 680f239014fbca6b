package dev.gantry.schedules;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Progress;
import dev.gantry.core.component.Schedule;
import dev.gantry.core.component.ScheduleProvider;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Optional;

/**
 * Along a line: {@code (1 - p) from + p to}, where p is the share of the way that is done.
 *
 * @param over the way's length, at least 1; empty for the rest of the run
 * @param warmUp over how much before the way the number rises linearly to {@code from}, 0 for none
 */
public record Linear(double from, double to, Optional<Long> over, By by, long warmUp) implements Schedule {

    public Linear {
        By.require(over, warmUp);
    }

    public static ScheduleProvider provider() {
        return () -> Component.of(MethodHandles.lookup(), Linear.class, "linear", "Along a line.", By.WAY);
    }

    @Override
    public double at(Progress progress) {
        double share = by.share(progress, over, warmUp);
        return by.warmed(from * (1 - share) + to * share, progress, warmUp);
    }

    @Override
    public List<String> unwise(Progress end) {
        return by.unwise(end, warmUp);
    }
}
