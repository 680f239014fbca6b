package dev.gantry.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.scope.TracedScope;
import dev.gantry.networks.AutoencoderCritic.Distance;
import dev.gantry.tck.CentralDifferences;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AutoencoderCriticTest {

    private final TracedScope scope = TracedScope.training("test");

    @ParameterizedTest
    @CsvSource({"SQUARED, -2.125, -0.78125", "ABSOLUTE, -1.25, -0.875"})
    void values(Distance error, double first, double second) {
        // Codes 3 and -0.5; reconstructions (3, 1.5) and (-0.5, -0.25).
        Tensor samples = Tensor.of(Shape.of(2, 2), 1, 2, 0.5, -1);
        Tensor scores = critic(List.of(), error).score(samples, scope);
        Map<String, double[]> variables = Map.of(
                "encoder/output/weight", new double[] {1, 1},
                "encoder/output/bias", new double[] {0},
                "decoder/output/weight", new double[] {1, 0.5},
                "decoder/output/bias", new double[] {0, 0});
        assertThat(Traced.evaluate(scope, scores, variables))
                .containsExactly(new double[] {first, second}, within(1e-15));
    }

    @Test
    void decoderHasTheHiddenLayersInReverse() {
        Tensor scores = critic(List.of(5, 3), Distance.SQUARED).score(Tensor.zeros(Shape.of(4, 1, 2, 3)), scope);
        assertThat(scores.shape()).isEqualTo(Shape.of(4));
        assertThat(scope.variables())
                .contains(
                        entry("encoder/hidden-1/weight", Shape.of(6, 5)),
                        entry("encoder/hidden-2/weight", Shape.of(5, 3)),
                        entry("encoder/output/weight", Shape.of(3, 1)),
                        entry("decoder/hidden-1/weight", Shape.of(1, 3)),
                        entry("decoder/hidden-2/weight", Shape.of(3, 5)),
                        entry("decoder/output/weight", Shape.of(5, 6)));
    }

    @ParameterizedTest
    @EnumSource
    void derivatives(Distance error) {
        Tensor scores = critic(List.of(3), error).score(Tensor.variable("samples", Shape.of(4, 2)), scope);
        CentralDifferences.confirm(scores.square().sum(), 3);
    }

    @Test
    void rules() {
        assertThatThrownBy(() -> critic(List.of(0), Distance.SQUARED))
                .hasMessage("'hidden' must be sizes of at least 1, found [0]");
        assertThatThrownBy(() -> new AutoencoderCritic(
                        List.of(), 0, Activation.TANH, 0, Normalization.NONE, Initialization.HE, Distance.SQUARED))
                .hasMessage("'code' must be at least 1, found 0");
    }

    private static AutoencoderCritic critic(List<Integer> hidden, Distance error) {
        return new AutoencoderCritic(hidden, 1, Activation.TANH, 0, Normalization.NONE, Initialization.HE, error);
    }
}
