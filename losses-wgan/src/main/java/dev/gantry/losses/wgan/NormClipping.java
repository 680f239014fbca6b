package dev.gantry.losses.wgan;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.spi.LipschitzConstraint;
import dev.gantry.core.spi.LipschitzConstraintProvider;
import dev.gantry.core.spi.NetworkParameters;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;

/**
 * Scales each layer's weight W of the critic down to a Euclidean norm of at most c after each update:
 * {@code W / max(1, |W| / c)}. Biases and other vectors stay as they are.
 *
 * <p>The projection of Arjovsky et al., Wasserstein GAN, 2017, section 3, onto balls rather than a box. A row is all that
 * leads to one output, also where the weight is stored as {@code [in, out]}.
 *
 * @param bound c, greater than 0
 * @param per what has a norm of its own
 */
public record NormClipping(double bound, Per per) implements LipschitzConstraint {

    /** What has a norm of its own. */
    public enum Per {
        LAYER,
        ROW
    }

    public NormClipping {
        Require.positive("bound", bound);
    }

    public static LipschitzConstraintProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                NormClipping.class,
                "norm-clipping",
                "Scales the critic's weights down to a largest norm.",
                """
                # the largest norm
                bound = 1
                # what has a norm: layer (the whole weight) or row (what leads to one output)
                per = layer
                """);
    }

    @Override
    public Tensor project(NetworkParameters parameters) {
        return parameters.withWeights(this::clipped);
    }

    private Tensor clipped(Tensor weight) {
        Tensor squares = weight.square();
        Tensor squaredNorm = switch (per) {
            case LAYER -> squares.sum();
            case ROW -> squares.sum(WeightMatrix.rowAxes(weight));
        };
        // The root is taken of 1 at least: its gradient is finite at a weight of zeros.
        return weight.div(squaredNorm.div(bound * bound).max(1).sqrt());
    }
}
