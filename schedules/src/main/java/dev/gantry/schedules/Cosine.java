package dev.gantry.schedules;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Progress;
import dev.gantry.core.component.Schedule;
import dev.gantry.core.component.ScheduleProvider;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Optional;

/**
 * Along half a cosine: {@code w from + (1 - w) to} with {@code w = (1 + cos(pi p)) / 2}, where p is the share of the way that is
 * done.
 *
 * <p>Loshchilov and Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, 2017, equation 5, without restarts.
 *
 * @param over the way's length, at least 1; empty for the rest of the run
 * @param warmUp over how much before the way the number rises linearly to {@code from}, 0 for none
 */
public record Cosine(double from, double to, Optional<Long> over, By by, long warmUp) implements Schedule {

    public Cosine {
        By.require(over, warmUp);
    }

    public static ScheduleProvider provider() {
        return () -> Component.of(MethodHandles.lookup(), Cosine.class, "cosine", "Along half a cosine.", By.WAY);
    }

    @Override
    public double at(Progress progress) {
        double weight = (1 + Math.cos(Math.PI * by.share(progress, over, warmUp))) / 2;
        return by.warmed(from * weight + to * (1 - weight), progress, warmUp);
    }

    @Override
    public List<String> unwise(Progress end) {
        return by.unwise(end, warmUp);
    }
}
