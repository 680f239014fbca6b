package dev.gantry.networks;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.gantry.core.spi.Critic;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.scope.TracedScope;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A critic says whether the other samples of a batch change a sample's score. */
class MixedSamplesTest {

    private static final int SAMPLES = 3;
    private static final Shape SHAPE = Shape.of(SAMPLES, 1, 16, 16);

    static Stream<Critic> critics() {
        Stream<Critic> normalized = Stream.of(Normalization.values())
                .flatMap(norm -> Stream.of(
                        new DcganCritic(2, norm, Initialization.HE),
                        new MlpCritic(List.of(4), Activation.TANH, 0, norm, Initialization.HE),
                        new AutoencoderCritic(
                                List.of(4),
                                2,
                                Activation.TANH,
                                0,
                                norm,
                                Initialization.HE,
                                AutoencoderCritic.Distance.SQUARED)));
        Stream<Critic> listed = Stream.of("layer-norm", "batch-norm")
                .map(norm -> LayersCritic.provider()
                        .component()
                        .from(ConfigFactory.parseString(
                                "layers = [flatten, { type = dense, units = 4 }, %s, tanh, { type = dense, units = 1 }]"
                                        .formatted(norm))));
        return Stream.concat(normalized, listed);
    }

    @ParameterizedTest
    @MethodSource("critics")
    void isDeclared(Critic critic) {
        double[] samples = IntStream.range(0, (int) SHAPE.size())
                .mapToDouble(i -> Math.sin(i * i))
                .toArray();
        double alone = firstScore(critic, samples);
        samples[samples.length - 1] += 5;
        assertThat(firstScore(critic, samples) != alone).isEqualTo(critic.mixesSamples());
    }

    private static double firstScore(Critic critic, double[] samples) {
        TracedScope scope = TracedScope.training("test");
        return Traced.evaluate(scope, critic.score(Tensor.of(SHAPE, samples), scope), Map.of())[0];
    }
}
