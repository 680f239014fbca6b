package dev.gantry.regularizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.spi.Player;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.scope.TracedScope;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class LayerNoiseTest {

    private static final Tensor VALUE = Tensor.fill(Shape.of(100, 100), 3);

    private final LayerNoise regularizer = new LayerNoise(0.2, List.of("hidden-1"));

    @Test
    void layersOfTheCriticGetNoise() {
        TracedScope scope = TracedScope.training("test");
        double[] first = values(regularizer.layer(Player.CRITIC, "hidden-1", VALUE, 0, scope));
        double[] second = values(regularizer.layer(Player.CRITIC, "hidden-1", VALUE, 0, scope));
        double mean = DoubleStream.of(first).average().orElseThrow();
        double variance = DoubleStream.of(first)
                .map(x -> (x - mean) * (x - mean))
                .average()
                .orElseThrow();
        // Four standard errors of 10,000 draws.
        assertThat(mean).isCloseTo(3, within(0.008));
        assertThat(Math.sqrt(variance)).isCloseTo(0.2, within(0.006));
        assertThat(first[0]).isNotEqualTo(second[0]);
    }

    @Test
    void nothingElseDoes() {
        TracedScope training = TracedScope.training("test");
        assertThat(regularizer.layer(Player.GENERATOR, "hidden-1", VALUE, 0, training))
                .isSameAs(VALUE);
        assertThat(regularizer.layer(Player.CRITIC, "features", VALUE, 0, training))
                .isSameAs(VALUE);
        assertThat(regularizer.layer(Player.CRITIC, "hidden-1", VALUE, 0, TracedScope.inference("test")))
                .isSameAs(VALUE);
    }

    @Test
    void theCriticNeedsTheLayers() {
        assertThat(regularizer.criticLayers()).containsExactly("hidden-1");
    }

    @Test
    void rules() {
        assertThatThrownBy(() -> new LayerNoise(0, List.of("features")))
                .hasMessage("'stddev' must be greater than 0, found 0.0");
        assertThatThrownBy(() -> new LayerNoise(1, List.of())).hasMessage("'layers' must be at least one, found []");
    }

    private static double[] values(Tensor tensor) {
        return ReferenceBackend.evaluate(tensor, Map.of());
    }
}
