package dev.gantry.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.ShapeException;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.scope.TracedScope;
import dev.gantry.tck.CentralDifferences;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DcganTest {

    @Test
    void generatorOf28Pixels() {
        TracedScope scope = TracedScope.training("test");
        Tensor samples =
                generator(64, Normalization.NONE).generate(Tensor.zeros(Shape.of(5, 100)), Shape.of(1, 28, 28), scope);
        assertThat(samples.shape()).isEqualTo(Shape.of(5, 1, 28, 28));
        assertThat(scope.variables())
                .containsExactly(
                        entry("project/weight", Shape.of(100, 6272)),
                        entry("project/bias", Shape.of(6272)),
                        entry("up-1/weight", Shape.of(128, 64, 4, 4)),
                        entry("up-1/bias", Shape.of(64)),
                        entry("output/weight", Shape.of(64, 1, 4, 4)),
                        entry("output/bias", Shape.of(1)));
    }

    @Test
    void criticOf28Pixels() {
        TracedScope scope = TracedScope.training("test");
        Tensor scores = critic(64, Normalization.NONE).score(Tensor.zeros(Shape.of(5, 1, 28, 28)), scope);
        assertThat(scores.shape()).isEqualTo(Shape.of(5));
        assertThat(scope.variables())
                .containsExactly(
                        entry("down-1/weight", Shape.of(64, 1, 4, 4)),
                        entry("down-1/bias", Shape.of(64)),
                        entry("down-2/weight", Shape.of(128, 64, 4, 4)),
                        entry("down-2/bias", Shape.of(128)),
                        entry("output/weight", Shape.of(6272, 1)),
                        entry("output/bias", Shape.of(1)));
    }

    @Test
    void normalizationStandsBehindAllButTheEnds() {
        TracedScope generator = TracedScope.training("test");
        generator(2, Normalization.BATCH).generate(Tensor.zeros(Shape.of(5, 100)), Shape.of(1, 16, 16), generator);
        assertThat(generator.variables().keySet())
                .containsExactly(
                        "project/weight",
                        "project/batch-norm/gain",
                        "project/batch-norm/bias",
                        "project/batch-norm/running-mean",
                        "project/batch-norm/running-variance",
                        "up-1/weight",
                        "up-1/batch-norm/gain",
                        "up-1/batch-norm/bias",
                        "up-1/batch-norm/running-mean",
                        "up-1/batch-norm/running-variance",
                        "output/weight",
                        "output/bias");
        TracedScope critic = TracedScope.training("test");
        critic(2, Normalization.LAYER).score(Tensor.zeros(Shape.of(5, 1, 16, 16)), critic);
        assertThat(critic.variables().keySet())
                .containsExactly(
                        "down-1/weight",
                        "down-1/bias",
                        "down-2/weight",
                        "down-2/bias",
                        "down-2/layer-norm/gain",
                        "down-2/layer-norm/bias",
                        "output/weight",
                        "output/bias");
        assertThat(generator.variables()).containsEntry("project/batch-norm/gain", Shape.of(4));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 8, 8, 4, 4, 1",
        "1, 28, 28, 7, 7, 2",
        "1, 32, 32, 4, 4, 3",
        "3, 32, 32, 4, 4, 3",
        "1, 36, 36, 9, 9, 2",
        "2, 48, 48, 6, 6, 3",
        "3, 64, 64, 4, 4, 4",
        "3, 128, 128, 4, 4, 5",
        "3, 32, 48, 4, 6, 3",
        "4, 48, 64, 6, 8, 3",
        "1, 64, 100, 16, 25, 2",
        "3, 64, 10, 32, 5, 1"
    })
    void sidesAreACoreDoubled(int imageChannels, int height, int width, int down, int across, int doublings) {
        Shape sample = Shape.of(imageChannels, height, width);
        assertThat(DcganSize.of(sample)).isEqualTo(new DcganSize(down, across, doublings));

        TracedScope scope = TracedScope.training("test");
        Tensor samples = generator(4, Normalization.BATCH).generate(Tensor.zeros(Shape.of(2, 100)), sample, scope);
        assertThat(samples.shape()).isEqualTo(sample.prepend(2));
        int widest = 4 << (doublings - 1);
        assertThat(scope.variables()).containsEntry("project/weight", Shape.of(100, widest * down * across));

        TracedScope criticScope = TracedScope.training("test");
        assertThat(critic(4, Normalization.BATCH).score(samples, criticScope).shape())
                .isEqualTo(Shape.of(2));
        assertThat(criticScope.variables())
                .containsEntry("down-1/weight", Shape.of(4, imageChannels, 4, 4))
                .containsEntry("output/weight", Shape.of(widest * down * across, 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "4; 4; 8 x 8",
                "6; 6; 8 x 8",
                "29; 29; 24 x 24 and 32 x 32",
                "64; 65; 64 x 64 and 64 x 72",
                "7; 64; 8 x 64"
            })
    void samplesThatDoNotFit(int height, int width, String near) {
        assertDoesNotFit(
                Shape.of(1, height, width),
                "doubles sides of at least 4 until they are the image's, which never makes " + height + " x " + width
                        + "; sizes near it are " + near);
    }

    @Test
    void samplesThatAreNoImages() {
        assertDoesNotFit(Shape.of(784), "a dcgan needs images [C, H, W], found samples of shape [784]; use an mlp");
    }

    private static void assertDoesNotFit(Shape sample, String message) {
        TracedScope scope = TracedScope.training("test");
        assertThatThrownBy(
                        () -> generator(4, Normalization.BATCH).generate(Tensor.zeros(Shape.of(2, 100)), sample, scope))
                .isInstanceOf(ShapeException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> critic(4, Normalization.BATCH).score(Tensor.zeros(sample.prepend(2)), scope))
                .isInstanceOf(ShapeException.class)
                .hasMessage(message);
    }

    @Test
    void samplesLieBetweenMinusOneAndOne() {
        TracedScope scope = TracedScope.training("test");
        Tensor latent = Tensor.normal(Shape.of(3, 100), "latent");
        Tensor samples = generator(1, Normalization.LAYER).generate(latent, Shape.of(1, 8, 8), scope);
        double[] weights = new double[16];
        Arrays.fill(weights, 100);
        double[] values = Traced.evaluate(scope, samples, Map.of("output/weight", weights));
        assertThat(DoubleStream.of(values).map(Math::abs).max()).hasValueCloseTo(1.0, within(1e-6));
    }

    @ParameterizedTest
    @CsvSource({"NONE", "BATCH", "LAYER"})
    void derivatives(Normalization norm) {
        Tensor samples = generator(1, norm)
                .generate(Tensor.variable("latent", Shape.of(3, 100)), Shape.of(1, 8, 8), TracedScope.training("g"));
        CentralDifferences.confirm(samples.square().sum(), 5);
        Tensor scores =
                critic(1, norm).score(Tensor.variable("samples", Shape.of(2, 1, 16, 16)), TracedScope.training("c"));
        CentralDifferences.confirm(scores.tanh().square().sum(), 5);
    }

    private static DcganGenerator generator(int channels, Normalization norm) {
        return new DcganGenerator(100, channels, norm, Initialization.NORMAL);
    }

    private static DcganCritic critic(int channels, Normalization norm) {
        return new DcganCritic(channels, norm, Initialization.NORMAL);
    }
}
