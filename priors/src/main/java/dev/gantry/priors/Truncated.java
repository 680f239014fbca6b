package dev.gantry.priors;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.spi.Prior;
import dev.gantry.core.spi.PriorProvider;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;

/**
 * Standard normal numbers, drawn again where they are out of bounds: until fewer than one in ten million is, which is clipped.
 *
 * <p>Brock et al., Large Scale GAN Training for High Fidelity Natural Image Synthesis, 2019, section 3.1, also in training.
 *
 * @param bound the largest magnitude, from 1 to 10
 */
public record Truncated(double bound) implements Prior {

    private static final double LEFT = 1e-7;

    public Truncated {
        Require.between("bound", 1, 10, bound);
    }

    public static PriorProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(), Truncated.class, "truncated", "Normal numbers within bounds.", """
                # the largest magnitude, from 1 to 10
                bound = 2
                """);
    }

    @Override
    public Tensor draw(Shape shape, Draws draws) {
        // P(|z| > b) is at most exp(-b^2 / 2).
        int times = (int) Math.ceil(-2 * Math.log(LEFT) / (bound * bound));
        Tensor drawn = draws.normal(shape);
        for (int i = 1; i < times; i++) {
            drawn = drawn.abs().less(Tensor.scalar(bound)).select(drawn, draws.normal(shape));
        }
        return drawn.clip(-bound, bound);
    }
}
