package dev.gantry.losses.wgan;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.component.Schedule;
import dev.gantry.core.spi.LipschitzConstraint;
import dev.gantry.core.spi.LipschitzConstraintProvider;
import dev.gantry.core.spi.PlayerStep;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Draws the rows of each layer's weight W of the critic, a matrix with a row for each output, towards being orthogonal:
 * {@code lambda |W W^T - I|_F^2}, added up over the layers. Off-diagonal, only the products of different rows count,
 * {@code lambda |W W^T * (1 - I)|_F^2}, and the rows' norms are free.
 *
 * <p>Brock et al., Large Scale GAN Training for High Fidelity Natural Image Synthesis, 2019, equations 2 and 3. Where the
 * paper has {@code W^T W}, a column of its W is what leads to one output, a row of ours.
 *
 * @param lambda the penalty's weight, at least 0
 * @param form which products of rows count
 */
public record OrthogonalRegularization(Schedule lambda, Form form) implements LipschitzConstraint {

    /** Which products of rows count. */
    public enum Form {
        /** Those of different rows, to be 0, and of each with itself, to be 1. */
        FULL,
        /** Those of different rows. */
        OFF_DIAGONAL
    }

    public OrthogonalRegularization {
        lambda = Require.notNegative("lambda", lambda);
    }

    /** The same numbers in every step. */
    public OrthogonalRegularization(double lambda, Form form) {
        this(Schedule.constant(lambda), form);
    }

    public static LipschitzConstraintProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                OrthogonalRegularization.class,
                "orthogonal",
                "Draws the rows of the critic's weights towards being orthogonal.",
                """
                # the penalty's weight
                lambda = 1e-4
                # which products of rows count: full, or off-diagonal (BigGAN)
                form = full
                """);
    }

    @Override
    public Optional<Tensor> penalty(PlayerStep step) {
        return step.parameters().weights().stream()
                .map(this::distance)
                .reduce(Tensor::add)
                .map(sum -> sum.mul(step.scope().scheduled("lambda", lambda)));
    }

    private Tensor distance(Tensor weight) {
        Tensor matrix = WeightMatrix.of(weight);
        Tensor products = matrix.matmul(matrix, false, true);
        Tensor identity = identity(products.shape().size(0));
        Tensor counted = switch (form) {
            case FULL -> products.sub(identity);
            case OFF_DIAGONAL -> products.mul(Tensor.scalar(1).sub(identity));
        };
        return counted.square().sum();
    }

    private static Tensor identity(int rows) {
        return Tensor.of(
                        Shape.of(rows),
                        IntStream.range(0, rows).asDoubleStream().toArray())
                .oneHot(rows);
    }
}
