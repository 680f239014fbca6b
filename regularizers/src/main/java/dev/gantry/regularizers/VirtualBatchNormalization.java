package dev.gantry.regularizers;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.spi.Initializer;
import dev.gantry.core.spi.Player;
import dev.gantry.core.spi.Regularizer;
import dev.gantry.core.spi.RegularizerProvider;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.ShapeException;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;
import java.util.List;

/**
 * Batch normalization in which no sample depends on the others of its batch: at every {@code pre-activation},
 * {@code gain (x - mean) / sqrt(variance + epsilon) + bias} per channel, with mean and (population) variance of a reference
 * batch and the sample itself taken together. The rows of the reference batch, drawn once and passed through the network in
 * front of every batch, are normalized by their own. Networks are best used with {@code norm = none}. Under {@link Packing} the
 * critic's reference batch is of as many rows, each of several samples.
 *
 * <p>Salimans et al., Improved Techniques for Training GANs, 2016, section 3.5, which has it in the generator alone.
 *
 * @param reference rows of the reference batch, from 1 to 2^16
 * @param players the networks that it stands in
 * @param epsilon added to the variance, greater than 0
 */
public record VirtualBatchNormalization(int reference, Networks players, double epsilon)
        implements Regularizer.LayerChange {

    /** Which networks. */
    public enum Networks {
        BOTH,
        GENERATOR,
        CRITIC;

        private boolean include(Player player) {
            return this == BOTH || name().equals(player.name());
        }
    }

    private static final int MOST = 1 << 16;

    public VirtualBatchNormalization {
        Require.count("reference", MOST, reference);
        Require.positive("epsilon", epsilon);
    }

    public static RegularizerProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                VirtualBatchNormalization.class,
                "virtual-batch-normalization",
                "Normalizes by a fixed batch and the sample itself; use it with norm = none.",
                """
                # samples in the fixed batch
                reference = 64
                # the networks that are normalized: both, generator, critic
                players = both
                # added to the variance
                epsilon = 1e-5
                """);
    }

    @Override
    public int referenceBatch() {
        return reference;
    }

    @Override
    public Tensor layer(Player player, String layer, Tensor value, int reference, Scope scope) {
        return players.include(player) && layer.endsWith("/pre-activation")
                ? normalize(value, reference, scope)
                : value;
    }

    private Tensor normalize(Tensor value, int reference, Scope scope) {
        int rows = value.shape().size(0);
        int channels = value.shape().size(1);
        if (rows <= reference) {
            throw new ShapeException(
                    "needs a batch behind its reference batch of " + reference + ", found " + value.shape());
        }
        int places = value.shape().dropFirst().dropFirst().length();
        Tensor x = value.reshape(rows, channels, places);
        Tensor fixed = x.slice(0, 0, reference);
        Tensor batch = x.slice(0, reference, rows);

        Tensor fixedMean = fixed.mean(0, 2);
        Tensor fixedVariance = fixed.variance(0, 2);
        // Of the union, in which the sample is one of reference + 1: without the cancellation in E(x^2) - E(x)^2.
        double share = 1.0 / (reference + 1);
        Tensor apart = batch.mean(2).sub(fixedMean);
        Tensor mean = fixedMean.add(apart.mul(share));
        Tensor variance = fixedVariance
                .mul(1 - share)
                .add(batch.variance(2).mul(share))
                .add(apart.square().mul(share * (1 - share)));

        Tensor gain = scope.parameter("gain", Shape.of(channels), Initializer.ONES);
        Tensor bias = scope.parameter("bias", Shape.of(channels), Initializer.ZEROS);
        Tensor normal = Tensor.concat(
                0, List.of(standardized(fixed, fixedMean, fixedVariance), standardized(batch, mean, variance)));
        return normal.mul(gain.reshape(channels, 1))
                .add(bias.reshape(channels, 1))
                .reshape(value.shape());
    }

    private Tensor standardized(Tensor x, Tensor mean, Tensor variance) {
        return x.sub(mean).div(variance.add(epsilon).sqrt());
    }
}
