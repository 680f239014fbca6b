package dev.gantry.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.scope.TracedScope;
import dev.gantry.tck.CentralDifferences;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MlpTest {

    @Test
    void generatorMakesSamplesOfAnyShape() {
        TracedScope scope = TracedScope.training("test");
        MlpGenerator generator = generator(List.of(4, 5), Activation.RELU, Normalization.NONE);
        Tensor samples = generator.generate(Tensor.zeros(Shape.of(6, 2)), Shape.of(1, 3, 3), scope);
        assertThat(generator.latentShape()).isEqualTo(Shape.of(2));
        assertThat(samples.shape()).isEqualTo(Shape.of(6, 1, 3, 3));
        assertThat(scope.variables())
                .containsExactly(
                        entry("hidden-1/weight", Shape.of(2, 4)),
                        entry("hidden-1/bias", Shape.of(4)),
                        entry("hidden-2/weight", Shape.of(4, 5)),
                        entry("hidden-2/bias", Shape.of(5)),
                        entry("output/weight", Shape.of(5, 9)),
                        entry("output/bias", Shape.of(9)));
    }

    @Test
    void criticScoresSamplesOfAnyShape() {
        TracedScope scope = TracedScope.training("test");
        Tensor scores = critic(Normalization.BATCH).score(Tensor.zeros(Shape.of(6, 1, 3, 3)), scope);
        assertThat(scores.shape()).isEqualTo(Shape.of(6));
        assertThat(scope.variables())
                .containsExactly(
                        entry("hidden-1/weight", Shape.of(9, 3)),
                        entry("hidden-1/batch-norm/gain", Shape.of(3)),
                        entry("hidden-1/batch-norm/bias", Shape.of(3)),
                        entry("hidden-1/batch-norm/running-mean", Shape.of(3)),
                        entry("hidden-1/batch-norm/running-variance", Shape.of(3)),
                        entry("output/weight", Shape.of(3, 1)),
                        entry("output/bias", Shape.of(1)));
    }

    @Test
    void values() {
        TracedScope scope = TracedScope.training("test");
        Tensor latent = Tensor.of(Shape.of(2, 1), 1, -1);
        MlpGenerator generator = new MlpGenerator(
                1, List.of(2), Activation.LEAKY_RELU, 0.5, Normalization.NONE, Initialization.HE, Activation.TANH);
        Tensor samples = generator.generate(latent, Shape.of(1), scope);
        Map<String, double[]> variables = Map.of(
                "hidden-1/weight", new double[] {1, -2},
                "hidden-1/bias", new double[] {0, 1},
                "output/weight", new double[] {1, 2},
                "output/bias", new double[] {0.25});
        // Hidden units of the first vector: 1 and -1 -> -0.5; of the second: -1 -> -0.5 and 3.
        assertThat(Traced.evaluate(scope, samples, variables))
                .containsExactly(new double[] {Math.tanh(1 - 1 + 0.25), Math.tanh(-0.5 + 6 + 0.25)}, within(1e-15));
    }

    @Test
    void withoutHiddenLayersItIsLinear() {
        TracedScope scope = TracedScope.training("test");
        Tensor rows = Tensor.of(Shape.of(1, 2), 3, 4);
        Tensor score =
                new MlpCritic(List.of(), Activation.TANH, 0, Normalization.NONE, Initialization.HE).score(rows, scope);
        assertThat(Traced.evaluate(
                        scope, score, Map.of("output/weight", new double[] {10, 1}, "output/bias", new double[] {0.5})))
                .containsExactly(34.5);
    }

    @ParameterizedTest
    @EnumSource
    void derivatives(Normalization norm) {
        Tensor scores = critic(norm).score(Tensor.variable("samples", Shape.of(4, 2)), TracedScope.training("test"));
        CentralDifferences.confirm(scores.square().sum(), 3);
    }

    @Test
    void rules() {
        assertThatThrownBy(() -> generator(List.of(4, 0), Activation.RELU, Normalization.NONE))
                .hasMessage("'hidden' must be sizes of at least 1, found [4, 0]");
        assertThatThrownBy(() -> new MlpGenerator(
                        0, List.of(), Activation.RELU, 0, Normalization.NONE, Initialization.HE, Activation.NONE))
                .hasMessage("'latent' must be at least 1, found 0");
        assertThatThrownBy(() -> generator(List.of(4, 2_000_000_000), Activation.RELU, Normalization.NONE))
                .hasMessage("'hidden' must be sizes of at most 1048576, found [4, 2000000000]");
        assertThatThrownBy(() -> new MlpGenerator(
                        1_000_000_000,
                        List.of(),
                        Activation.RELU,
                        0,
                        Normalization.NONE,
                        Initialization.HE,
                        Activation.NONE))
                .hasMessage("'latent' must be at most 65536, found 1000000000");
        assertThatThrownBy(() -> new MlpCritic(List.of(), Activation.RELU, -1, Normalization.NONE, Initialization.HE))
                .hasMessage("'slope' must be at least 0, found -1.0");
    }

    private static MlpGenerator generator(List<Integer> hidden, Activation activation, Normalization norm) {
        return new MlpGenerator(2, hidden, activation, 0.2, norm, Initialization.HE, Activation.NONE);
    }

    private static MlpCritic critic(Normalization norm) {
        return new MlpCritic(List.of(3), Activation.TANH, 0.2, norm, Initialization.HE);
    }
}
