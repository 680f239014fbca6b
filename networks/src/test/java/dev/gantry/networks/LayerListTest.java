package dev.gantry.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import dev.gantry.core.spi.Component;
import dev.gantry.core.spi.Critic;
import dev.gantry.core.spi.Generator;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.ShapeException;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.scope.TracedScope;
import dev.gantry.tck.CentralDifferences;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class LayerListTest {

    private static final String TYPES = "average-pool, batch-norm, conv, dense, flatten, layer-norm, leaky-relu, relu,"
            + " reshape, sigmoid, tanh, transposed-conv, upsample";

    @Test
    void everyTypeOfLayer() {
        Generator generator = generator("""
                latent = 10
                layers = [
                  { type = dense, units = 32, bias = false }
                  batch-norm
                  { type = leaky-relu, slope = 0.1 }
                  { type = reshape, shape = [8, 2, 2] }
                  { type = upsample }
                  { type = conv, channels = 6, padding = 1 }
                  layer-norm
                  relu
                  { type = transposed-conv, channels = 4 }
                  { type = average-pool, size = 3, stride = 1, padding = 1 }
                  sigmoid
                  { type = transposed-conv, channels = 1, bias = false }
                  tanh
                  flatten
                ]
                """);
        TracedScope scope = TracedScope.training("test");
        Tensor samples = generator.generate(Tensor.zeros(Shape.of(3, 10)), Shape.of(1, 16, 16), scope);
        assertThat(generator.latentShape()).isEqualTo(Shape.of(10));
        assertThat(samples.shape()).isEqualTo(Shape.of(3, 1, 16, 16));
        assertThat(scope.variables())
                .containsExactly(
                        entry("dense-1/weight", Shape.of(10, 32)),
                        entry("batch-norm-2/gain", Shape.of(32)),
                        entry("batch-norm-2/bias", Shape.of(32)),
                        entry("batch-norm-2/running-mean", Shape.of(32)),
                        entry("batch-norm-2/running-variance", Shape.of(32)),
                        entry("conv-6/weight", Shape.of(6, 8, 3, 3)),
                        entry("conv-6/bias", Shape.of(6)),
                        entry("layer-norm-7/gain", Shape.of(6)),
                        entry("layer-norm-7/bias", Shape.of(6)),
                        entry("transposed-conv-9/weight", Shape.of(6, 4, 4, 4)),
                        entry("transposed-conv-9/bias", Shape.of(4)),
                        entry("transposed-conv-12/weight", Shape.of(4, 1, 4, 4)));
    }

    @Test
    void derivatives() {
        Critic critic = critic("""
                init = fan-in-uniform
                layers = [
                  { type = conv, channels = 2, padding = 1 }, layer-norm, tanh, average-pool,
                  flatten, { type = dense, units = 1 }
                ]
                """);
        Tensor scores = critic.score(Tensor.variable("samples", Shape.of(2, 1, 4, 4)), TracedScope.training("test"));
        assertThat(scores.shape()).isEqualTo(Shape.of(2));
        CentralDifferences.confirm(scores.square().sum(), 11);
    }

    @Test
    void endsThatDoNotFit() {
        TracedScope scope = TracedScope.training("test");
        assertThatThrownBy(() -> generator("layers = [{ type = dense, units = 7 }]")
                        .generate(Tensor.zeros(Shape.of(3, 100)), Shape.of(2, 2), scope))
                .isInstanceOf(ShapeException.class)
                .hasMessage(
                        "the generator's layers end in [7] per sample, and the data's samples are [2, 2], 4 values");
        assertThatThrownBy(() -> critic("layers = [{ type = dense, units = 7 }]")
                        .score(Tensor.zeros(Shape.of(3, 2)), TracedScope.training("test")))
                .isInstanceOf(ShapeException.class)
                .hasMessage("the critic's layers must end in one score per sample, found [7]; end with 'flatten' and"
                        + " { type = dense, units = 1 }");
        assertThatThrownBy(() -> critic("layers = [flatten, relu, upsample]")
                        .score(Tensor.zeros(Shape.of(3, 2)), TracedScope.training("test")))
                .isInstanceOf(ShapeException.class)
                .hasMessage("layer 'upsample-3': needs images [N, C, H, W], found [3, 2]; put a 'reshape' before it");
    }

    @Test
    void allProblemsAreToldAtOnce() {
        assertThat(problems("""
                layers = [
                  { type = dens, units = 3 }
                  { type = dense, unit = 3, bias = maybe }
                  { type = conv, channels = -1 }
                  { units = 3 }
                  17
                  relu
                ]
                """))
                .containsExactly(
                        "2: unknown layer 'dens'. Did you mean 'dense'? The layers are: " + TYPES,
                        "3: unknown key 'layers[1].unit'. Did you mean 'units'?",
                        "3: 'layers[1].units' must be set to a whole number",
                        "3: 'layers[1].bias' must be true or false, found \"maybe\"",
                        "4: 'layers[2].channels' must be at least 1, found -1",
                        "5: 'layers[3].type' must be set to one of the layers: " + TYPES,
                        "6: unknown layer '17'. The layers are: " + TYPES);
        assertThat(problems("layers = []")).containsExactly("1: 'layers' must be a list of at least one layer");
        assertThat(problems("layers = dense")).containsExactly("1: 'layers' must be a list of at least one layer");
    }

    @Test
    void latentVectorsHaveASize() {
        assertThatThrownBy(() -> generator("latent = 0, layers = [relu]"))
                .hasMessageContaining("'latent' must be at least 1, found 0");
    }

    private static List<String> problems(String settings) {
        ConfigException.ValidationFailed failed =
                catchThrowableOfType(ConfigException.ValidationFailed.class, () -> critic(settings));
        return StreamSupport.stream(failed.problems().spliterator(), false)
                .map(problem -> problem.origin().lineNumber() + ": " + problem.problem())
                .toList();
    }

    @Test
    void helpNamesEveryTypeWithItsKeys() {
        Component<Critic> component = LayersCritic.provider().component();
        assertThat(component.reference().root().get("layers").origin().comments())
                .hasSize(1 + LayerList.TYPES.size())
                .contains("   dense { units, bias = true }", "   upsample { factor = 2 }", "   tanh");
    }

    private static Generator generator(String settings) {
        return create(LayersGenerator.provider().component(), settings);
    }

    private static Critic critic(String settings) {
        return create(LayersCritic.provider().component(), settings);
    }

    private static <T> T create(Component<T> component, String settings) {
        return component.from(ConfigFactory.parseString(settings));
    }
}
