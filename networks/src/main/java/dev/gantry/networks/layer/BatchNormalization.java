package dev.gantry.networks.layer;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.spi.Initializer;
import dev.gantry.core.spi.Layer;
import dev.gantry.core.spi.LayerProvider;
import dev.gantry.core.spi.NetworkLayer;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.spi.WeightInit;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.ShapeException;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;
import java.util.List;

/**
 * {@code gain (x - mean) / sqrt(variance + epsilon) + bias}, per channel. While training, mean and (population) variance are
 * the batch's; they also move the running ones by a share of {@code momentum}, which are used otherwise.
 *
 * <p>Ioffe and Szegedy, Batch Normalization, 2015, Algorithms 1 and 2. Momentum and the unbiased running variance (divided
 * by n - 1) are PyTorch's.
 */
public record BatchNormalization(double momentum, double epsilon) implements Layer.Exportable {

    public static final BatchNormalization DEFAULT = new BatchNormalization(0.1, 1e-5);

    public BatchNormalization {
        Require.between("momentum", 0, 1, momentum);
        Require.positive("epsilon", epsilon);
    }

    public static LayerProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                BatchNormalization.class,
                "batch-norm",
                "Normalizes channels over the batch.",
                """
                # the share of a batch in the running mean and variance, from 0 to 1
                momentum = 0.1
                # added to the variance
                epsilon = 1e-5
                """);
    }

    @Override
    public boolean normalizesOverBatches() {
        return true;
    }

    @Override
    public Tensor apply(Tensor x, Scope scope, WeightInit init) {
        Shape channels = Channels.shape(x);
        Tensor gain = scope.parameter("gain", channels, Initializer.ONES);
        Tensor bias = scope.parameter("bias", channels, Initializer.ZEROS);
        Tensor runningMean = scope.state("running-mean", channels, Initializer.ZEROS);
        Tensor runningVariance = scope.state("running-variance", channels, Initializer.ONES);
        if (!scope.training()) {
            return normalize(x, runningMean, runningVariance, gain, bias);
        }
        long count = x.shape().size() / channels.size();
        if (count < 2) {
            throw new ShapeException("batch normalization needs more than one value per channel, found " + x.shape()
                    + "; raise 'batch-size'");
        }
        int[] axes = Channels.otherAxes(x);
        Tensor mean = x.mean(axes).reshape(channels);
        Tensor variance = x.variance(axes).reshape(channels);
        Tensor unbiased = variance.mul((double) count / (count - 1));
        scope.update("running-mean", towards(runningMean, mean));
        scope.update("running-variance", towards(runningVariance, unbiased));
        return normalize(x, mean, variance, gain, bias);
    }

    @Override
    public List<NetworkLayer> words(String path) {
        return List.of(new NetworkLayer.BatchNormalization(path, epsilon));
    }

    private Tensor normalize(Tensor x, Tensor mean, Tensor variance, Tensor gain, Tensor bias) {
        Tensor centred = x.sub(Channels.align(mean, x));
        Tensor deviation = variance.add(epsilon).sqrt();
        return centred.mul(Channels.align(gain.div(deviation), x)).add(Channels.align(bias, x));
    }

    private Tensor towards(Tensor running, Tensor batch) {
        return running.mul(1 - momentum).add(batch.mul(momentum));
    }
}
