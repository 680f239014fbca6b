package dev.gantry.regularizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.spi.Player;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Gradients;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.scope.TracedScope;
import dev.gantry.regularizers.MinibatchStddev.Variance;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MinibatchStddevTest {

    private final Scope scope = TracedScope.training("test");

    /** The population's row is without the 1e-8 in the root, which moves it by 1.2e-8. */
    @DisplayName("D3 minibatch stddev")
    @ParameterizedTest
    @CsvSource({"UNBIASED, 0.508760691360451, 1e-14", "POPULATION, 0.4405996740948881, 2e-8"})
    void d3MinibatchStddev(Variance variance, double expected, double tolerance) {
        double[] values =
                IntStream.range(0, 16).mapToDouble(i -> i * i % 7 / 3.0).toArray();
        Tensor seen = seen(variance, Tensor.of(Shape.of(4, 2, 2, 1), values));
        assertThat(seen.shape()).isEqualTo(Shape.of(4, 3, 2, 1));
        assertThat(ReferenceBackend.evaluate(seen.slice(1, 0, 2), Map.of())).containsExactly(values);
        double[] eight = new double[8];
        Arrays.fill(eight, expected);
        assertThat(ReferenceBackend.evaluate(seen.slice(1, 2, 3), Map.of())).containsExactly(eight, within(tolerance));
    }

    @Test
    void featuresGainOne() {
        // Standard deviations 1 and 3.
        Tensor seen = seen(Variance.POPULATION, Tensor.of(Shape.of(2, 2), 1, 0, 3, 6));
        assertThat(ReferenceBackend.evaluate(seen, Map.of()))
                .containsExactly(new double[] {1, 0, 2, 3, 6, 2}, within(1e-8));
    }

    @Test
    void gradientIsFiniteWhereAllSamplesAreEqual() {
        Tensor value = Tensor.variable("value", Shape.of(3, 2));
        Tensor gradient = Gradients.of(seen(Variance.UNBIASED, value).sum(), List.of(value))
                .getFirst();
        double[] equal = DoubleStream.generate(() -> 1e4).limit(6).toArray();
        assertThat(ReferenceBackend.evaluate(gradient, Map.of("value", equal)))
                .containsExactly(new double[] {1, 1, 1, 1, 1, 1}, within(1e-6));
    }

    @Test
    void leavesOtherLayersAndTheGeneratorAlone() {
        Tensor value = Tensor.zeros(Shape.of(3, 2));
        MinibatchStddev regularizer = new MinibatchStddev("features", Variance.POPULATION);
        assertThat(regularizer.layer(Player.GENERATOR, "features", value, 0, scope))
                .isSameAs(value);
        assertThat(regularizer.layer(Player.CRITIC, "hidden-1", value, 0, scope))
                .isSameAs(value);
    }

    @Test
    void rules() {
        assertThatThrownBy(() -> seen(Variance.UNBIASED, Tensor.zeros(Shape.of(1, 2))))
                .hasMessage("compares samples, and found one alone; raise 'batch-size'");
        assertThat(new MinibatchStddev("hidden-9", Variance.POPULATION).criticLayers())
                .containsExactly("hidden-9");
    }

    private Tensor seen(Variance variance, Tensor value) {
        return new MinibatchStddev("features", variance).layer(Player.CRITIC, "features", value, 0, scope);
    }
}
