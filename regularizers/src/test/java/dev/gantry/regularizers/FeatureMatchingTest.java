package dev.gantry.regularizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.backend.ReferenceBackend;
import dev.gantry.core.spi.PlayerStep;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.regularizers.FeatureMatching.Distance;
import dev.gantry.tck.CentralDifferences;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FeatureMatchingTest {

    @DisplayName("D3 feature matching")
    @ParameterizedTest
    @CsvSource({"SQUARED, 0.8703703703703702", "ABSOLUTE, 0.8888888888888888", "NORM, 2.6111111111111107"})
    void d3FeatureMatching(Distance distance, double expected) {
        PlayerStep step = GivenStep.of(
                Tensor.of(Shape.of(2, 3), 1, 2, 0, 3, -1, 4),
                Tensor.of(Shape.of(3, 3), .5, 1, 1, 2, 2, -1, 0, 0, 3),
                UnaryOperator.identity());
        assertThat(evaluate(new FeatureMatching("features", distance, 1, true), step))
                .isCloseTo(expected, within(1e-14));
        assertThat(evaluate(new FeatureMatching("features", distance, 0.5, true), step))
                .isCloseTo(expected / 2, within(1e-14));
    }

    @ParameterizedTest
    @EnumSource
    void derivatives(Distance distance) {
        Tensor weight = Tensor.variable("weight", Shape.of(2, 3));
        PlayerStep step = GivenStep.of(
                Tensor.of(Shape.of(2, 2), 1, 2, 0, 3),
                Tensor.variable("fake", Shape.of(4, 2)),
                samples -> samples.matmul(weight).tanh());
        CentralDifferences.confirm(penalty(new FeatureMatching("features", distance, 1, true), step), 4);
    }

    @Test
    void standsInPlaceOfTheLossOrBesideIt() {
        assertThat(new FeatureMatching("features", Distance.NORM, 1, true).replacesGeneratorLoss())
                .isTrue();
        assertThat(new FeatureMatching("features", Distance.NORM, 1, false).replacesGeneratorLoss())
                .isFalse();
    }

    @Test
    void rules() {
        assertThatThrownBy(() -> new FeatureMatching("features", Distance.NORM, 0, true))
                .hasMessage("'weight' must be greater than 0, found 0.0");
        Tensor samples = Tensor.zeros(Shape.of(2, 2));
        PlayerStep step = GivenStep.of(samples, samples, UnaryOperator.identity());
        assertThatThrownBy(() -> penalty(new FeatureMatching("hidden-9", Distance.NORM, 1, true), step))
                .hasMessage("the critic has no layer 'hidden-9'");
    }

    private static Tensor penalty(FeatureMatching regularizer, PlayerStep step) {
        return regularizer.generatorPenalty(step).orElseThrow();
    }

    private static double evaluate(FeatureMatching regularizer, PlayerStep step) {
        return ReferenceBackend.evaluate(penalty(regularizer, step), Map.of())[0];
    }
}
