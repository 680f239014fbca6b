package dev.gantry.priors;

import dev.gantry.core.component.Component;
import dev.gantry.core.spi.Prior;
import dev.gantry.core.spi.PriorProvider;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;

/**
 * Vectors of n numbers in all directions alike, each of length {@code sqrt(n)}, as which normal ones are on average.
 *
 * <p>Karras et al., Progressive Growing of GANs, 2018, appendix A.1.
 */
public record Sphere() implements Prior {

    /** Added to the mean square, which could be 0. */
    private static final double EPSILON = 1e-30;

    public static PriorProvider provider() {
        return () ->
                Component.of(Sphere::new, "sphere", "Vectors of one length, the root of how many numbers they have.");
    }

    @Override
    public Tensor draw(Shape shape, Draws draws) {
        Tensor rows = draws.normal(shape).flatten();
        int size = rows.shape().size(1);
        return rows.div(rows.square().sum(1).div(size).add(EPSILON).sqrt()).reshape(shape);
    }

    @Override
    public Interpolation interpolation() {
        return Interpolation.SPHERICAL;
    }
}
