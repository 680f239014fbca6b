package dev.gantry.regularizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.scope.TracedScope;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputNoiseTest {

    private static final Shape SAMPLES = Shape.of(100, 1, 10, 10);

    private final InputNoise regularizer = new InputNoise(0.2, 0.5);
    private final Scope scope = TracedScope.training("test");

    @ParameterizedTest
    @CsvSource({"0, 0.2", "0.125, 0.15", "0.25, 0.1", "0.5, 0", "0.75, 0", "1, 0"})
    void fadesLinearly(double progress, double stddev) {
        double[] noise = noise(progress);
        double mean = DoubleStream.of(noise).average().orElseThrow();
        double meanSquare = DoubleStream.of(noise).map(x -> x * x).average().orElseThrow();
        // Four standard errors of 10,000 draws.
        assertThat(mean).isCloseTo(0, within(0.04 * stddev));
        assertThat(Math.sqrt(meanSquare)).isCloseTo(stddev, within(0.03 * stddev));
    }

    @Test
    void realAndGeneratedSamplesGetTheirOwn() {
        assertThat(noise(0)[0]).isNotEqualTo(noise(0)[0]);
    }

    @Test
    void isAddedToTheSamples() {
        Tensor samples = Tensor.fill(SAMPLES, 3);
        Tensor seen = regularizer.criticInput(samples, Tensor.scalar(1), scope);
        assertThat(seen.shape()).isEqualTo(SAMPLES);
        assertThat(ReferenceBackend.evaluate(seen, Map.of())).containsOnly(3);
    }

    @Test
    void rules() {
        assertThatThrownBy(() -> new InputNoise(0, 1)).hasMessage("'stddev' must be greater than 0, found 0.0");
        assertThatThrownBy(() -> new InputNoise(0.1, 0)).hasMessage("'anneal-until' must be greater than 0, found 0.0");
    }

    private double[] noise(double progress) {
        Tensor seen = regularizer.criticInput(Tensor.zeros(SAMPLES), Tensor.scalar(progress), scope);
        return ReferenceBackend.evaluate(seen, Map.of());
    }
}
