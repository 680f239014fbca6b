package dev.gantry.regularizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.spi.GeneratorStep;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.regularizers.FeatureMatching.Distance;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureMatchingTest {

    @DisplayName("D3 feature matching")
    @ParameterizedTest
    @CsvSource({"SQUARED, 0.8703703703703702", "ABSOLUTE, 0.8888888888888888", "NORM, 2.6111111111111107"})
    void d3FeatureMatching(Distance distance, double expected) {
        GeneratorStep step = GivenStep.of(
                Tensor.of(Shape.of(2, 3), 1, 2, 0, 3, -1, 4),
                Tensor.of(Shape.of(3, 3), .5, 1, 1, 2, 2, -1, 0, 0, 3),
                UnaryOperator.identity());
        assertThat(evaluate(new FeatureMatching("features", distance, 1, true), step))
                .isCloseTo(expected, within(1e-14));
        assertThat(evaluate(new FeatureMatching("features", distance, 0.5, true), step))
                .isCloseTo(expected / 2, within(1e-14));
    }

    /** torchgan compares sample with sample, which is another loss. */
    @DisplayName("D3 feature matching, element by element")
    @Test
    void d3IsOfMeansAndNotOfSamples() {
        Tensor real = Tensor.of(Shape.of(2, 3), 1, 2, 0, 3, -1, 4);
        Tensor fake = Tensor.of(Shape.of(2, 3), .5, 1, 1, 2, 2, -1);
        double ofSamples = 6.208333333333333;
        assertThat(ReferenceBackend.evaluate(real.sub(fake).square().mean(), Map.of())[0])
                .isCloseTo(ofSamples, within(1e-14));
        // Means [2, 0.5, 2] and [1.25, 1.5, 0].
        assertThat(evaluate(
                        new FeatureMatching("features", Distance.SQUARED, 1, true),
                        GivenStep.of(real, fake, UnaryOperator.identity())))
                .isCloseTo((0.5625 + 1 + 4) / 3, within(1e-14))
                .isNotCloseTo(ofSamples, within(1.0));
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
        GeneratorStep step = GivenStep.of(samples, samples, UnaryOperator.identity());
        assertThatThrownBy(() -> penalty(new FeatureMatching("hidden-9", Distance.NORM, 1, true), step))
                .hasMessage("the critic has no layer 'hidden-9'");
    }

    private static Tensor penalty(FeatureMatching regularizer, GeneratorStep step) {
        return regularizer.generatorPenalty(step);
    }

    private static double evaluate(FeatureMatching regularizer, GeneratorStep step) {
        return ReferenceBackend.evaluate(penalty(regularizer, step), Map.of())[0];
    }
}
