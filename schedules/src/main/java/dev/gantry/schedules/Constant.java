package dev.gantry.schedules;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Progress;
import dev.gantry.core.component.Schedule;
import dev.gantry.core.component.ScheduleProvider;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Optional;

/**
 * One number, behind a warm-up.
 *
 * @param warmUp over how much at the start the number rises linearly to {@code value}, 0 for none
 */
public record Constant(double value, By by, long warmUp) implements Schedule {

    public Constant {
        By.require(Optional.empty(), warmUp);
    }

    public static ScheduleProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                Constant.class,
                "constant",
                "One number behind a warm-up; without one, a bare number is the same.",
                """
                # the number behind the warm-up
                value = null
                # what 'warm-up' counts: steps, or samples (real ones that the critic has seen)
                by = steps
                # how long it rises to 'value'
                warm-up = 0
                """);
    }

    @Override
    public double at(Progress progress) {
        return by.warmed(value, progress, warmUp);
    }

    @Override
    public boolean isConstant() {
        return warmUp == 0;
    }

    @Override
    public List<String> unwise(Progress end) {
        return by.unwise(end, warmUp);
    }
}
