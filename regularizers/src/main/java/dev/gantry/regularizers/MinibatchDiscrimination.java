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
 * Lets the critic see how alike the samples of a batch are. Features {@code f_i} {@code [F]} of a layer become matrices
 * {@code M_i = f_i T} {@code [kernels, dimensions]}, and the features gain {@code o_b(i) = sum over j != i of
 * exp(-sum over c of |M_i[b, c] - M_j[b, c]|)}, {@code [kernels]}. T is trained with the critic, and begins normal with standard
 * deviation 0.05. It needs memory for {@code N^2 kernels dimensions} values.
 *
 * <p>Salimans et al., Improved Techniques for Training GANs, 2016, section 3.2, whose sum counts the sample itself too: one
 * more in each feature.
 *
 * @param kernels features gained, from 1 to 4,096
 * @param dimensions of each comparison, from 1 to 4,096
 * @param layer of the critic, {@code [N, F]}
 */
public record MinibatchDiscrimination(int kernels, int dimensions, String layer) implements Regularizer.LayerChange {

    private static final int MOST = 4096;
    private static final Initializer INITIAL = Initializer.normal(0, 0.05);

    public MinibatchDiscrimination {
        Require.count("kernels", MOST, kernels);
        Require.count("dimensions", MOST, dimensions);
    }

    public static RegularizerProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                MinibatchDiscrimination.class,
                "minibatch-discrimination",
                "The critic sees how alike the samples of a batch are.",
                """
                # features that the layer gains
                kernels = 50
                # numbers that each is a comparison of
                dimensions = 5
                # of the critic, with one axis per sample
                layer = features
                """);
    }

    @Override
    public boolean mixesSamples() {
        return true;
    }

    @Override
    public Tensor layer(Player player, String layer, Tensor value, int reference, Scope scope) {
        return player == Player.CRITIC && layer.equals(this.layer)
                ? Tensor.concat(1, List.of(value, likeness(value, scope)))
                : value;
    }

    /** {@code [N, kernels]} from features {@code [N, F]}. */
    private Tensor likeness(Tensor features, Scope scope) {
        if (features.shape().rank() != 2) {
            throw new ShapeException("compares features [N, F], and layer '" + layer + "' is " + features.shape());
        }
        Pairs.require(features);
        int n = features.shape().size(0);
        Shape weights = Shape.of(features.shape().size(1), kernels * dimensions);
        Tensor m = features.matmul(scope.parameter("weight", weights, INITIAL));
        Tensor distances = m.reshape(n, 1, kernels, dimensions)
                .sub(m.reshape(1, n, kernels, dimensions))
                .abs()
                .sum(3);
        Tensor others = Pairs.distinct(n).reshape(n, n, 1, 1);
        return distances.neg().exp().mul(others).sum(1).reshape(n, kernels);
    }

    @Override
    public List<String> criticLayers() {
        return List.of(layer);
    }
}
