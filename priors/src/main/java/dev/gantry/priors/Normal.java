package dev.gantry.priors;

import dev.gantry.core.component.Component;
import dev.gantry.core.spi.Prior;
import dev.gantry.core.spi.PriorProvider;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;

/** Standard normal numbers. */
public record Normal() implements Prior {

    public static PriorProvider provider() {
        return () -> Component.of(Normal::new, "normal", "Standard normal numbers.");
    }

    @Override
    public Tensor draw(Shape shape, Draws draws) {
        return draws.normal(shape);
    }

    /** Vectors of many normal numbers are nearly as long as each other, and so are those on a circle between two of them. */
    @Override
    public Interpolation interpolation() {
        return Interpolation.SPHERICAL;
    }
}
