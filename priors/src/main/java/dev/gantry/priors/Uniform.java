package dev.gantry.priors;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.spi.Prior;
import dev.gantry.core.spi.PriorProvider;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;

/**
 * Uniform numbers on [low, high).
 *
 * @param high above {@code low}
 */
public record Uniform(double low, double high) implements Prior {

    public Uniform {
        Require.that(high > low, "high", "above 'low', which is " + low, high);
    }

    public static PriorProvider provider() {
        return () -> Component.of(MethodHandles.lookup(), Uniform.class, "uniform", "Uniform numbers.", """
                # the least
                low = -1
                # above all
                high = 1
                """);
    }

    @Override
    public Tensor draw(Shape shape, Draws draws) {
        return draws.uniform(shape).mul(high - low).add(low);
    }
}
