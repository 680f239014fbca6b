package dev.gantry.regularizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.spi.Player;
import dev.gantry.core.tensor.Gradients;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.ShapeException;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.scope.TracedScope;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MinibatchDiscriminationTest {

    private final MinibatchDiscrimination regularizer = new MinibatchDiscrimination(2, 3, "features");
    private final TracedScope scope = TracedScope.training("test");

    @Test
    @DisplayName("D3 minibatch discrimination")
    void d3MinibatchDiscrimination() {
        Tensor features = Tensor.of(Shape.of(3, 2), 1, .5, .2, -.3, -.4, .9);
        double[] weight =
                IntStream.range(0, 12).mapToDouble(i -> (i - 5) / 10.0).toArray();
        Tensor seen = regularizer.layer(Player.CRITIC, "features", features, 0, scope);
        assertThat(seen.shape()).isEqualTo(Shape.of(3, 4));
        assertThat(scope.variables()).containsOnlyKeys("weight").containsEntry("weight", Shape.of(2, 6));
        assertThat(ReferenceBackend.evaluate(seen, Map.of("weight", weight)))
                .containsExactly(
                        new double[] {
                            1,
                            .5,
                            .765390353936491,
                            .7434878261481903,
                            .2,
                            -.3,
                            .8557111504882626,
                            .5209621232860049,
                            -.4,
                            .9,
                            .383534720812472,
                            .49866417748397107
                        },
                        within(1e-14));
    }

    @Test
    void isFiniteWhereSamplesAreEqualOrFarApart() {
        Tensor features = Tensor.variable("features", Shape.of(3, 2));
        Tensor seen = regularizer.layer(Player.CRITIC, "features", features, 0, scope);
        Tensor gradient = Gradients.of(seen.sum(), List.of(features)).getFirst();
        double[] weight = new double[12];
        weight[0] = 1;
        Map<String, double[]> values =
                Map.of("features", new double[] {1e4, -1e4, 1e4, -1e4, -1e4, 1e4}, "weight", weight);
        // Under weight 1 on one feature: the first two agree, the third is too far off to count; the second kernel sees
        // nothing.
        assertThat(ReferenceBackend.evaluate(seen.slice(1, 2, 4), values)).containsExactly(1, 2, 1, 2, 0, 2);
        assertThat(ReferenceBackend.evaluate(gradient, values)).containsOnly(1);
    }

    @Test
    void leavesOtherLayersAndTheGeneratorAlone() {
        Tensor features = Tensor.zeros(Shape.of(3, 2));
        assertThat(regularizer.layer(Player.GENERATOR, "features", features, 0, scope))
                .isSameAs(features);
        assertThat(regularizer.layer(Player.CRITIC, "hidden-1", features, 0, scope))
                .isSameAs(features);
    }

    @Test
    void rules() {
        assertThatThrownBy(() -> new MinibatchDiscrimination(0, 1, "features"))
                .hasMessage("'kernels' must be at least 1, found 0");
        assertThatThrownBy(() -> new MinibatchDiscrimination(1, 0, "features"))
                .hasMessage("'dimensions' must be at least 1, found 0");
        assertThatThrownBy(() -> new MinibatchDiscrimination(65_536, 65_536, "features"))
                .hasMessage("'kernels' must be at most 4096, found 65536");
        assertThatThrownBy(() ->
                        regularizer.layer(Player.CRITIC, "features", Tensor.zeros(Shape.of(3, 2, 4, 4)), 0, scope))
                .isInstanceOf(ShapeException.class)
                .hasMessage("compares features [N, F], and layer 'features' is [3, 2, 4, 4]");
        assertThatThrownBy(() -> regularizer.layer(Player.CRITIC, "features", Tensor.zeros(Shape.of(1, 2)), 0, scope))
                .isInstanceOf(ShapeException.class)
                .hasMessage("compares samples, and found one alone; raise 'batch-size'");
        assertThat(new MinibatchDiscrimination(1, 1, "hidden-9").criticLayers()).containsExactly("hidden-9");
    }
}
