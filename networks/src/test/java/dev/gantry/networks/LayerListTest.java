package dev.gantry.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import dev.gantry.core.component.Component;
import dev.gantry.core.component.Parts;
import dev.gantry.core.data.DataException;
import dev.gantry.core.export.ExportException;
import dev.gantry.core.spi.Critic;
import dev.gantry.core.spi.Generator;
import dev.gantry.core.spi.LayeredGenerator;
import dev.gantry.core.spi.NetworkLayer;
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
                  { type = dense, unit = 3, bias = maybe }
                  { type = conv, channels = -1 }
                  { units = 3 }
                  17
                  relu
                ]
                """))
                .containsExactly(
                        "2: unknown key 'layers[0].unit'. Did you mean 'units'?",
                        "2: 'layers[0].units' must be set to a whole number",
                        "2: 'layers[0].bias' must be true or false, found \"maybe\"",
                        "3: 'layers[1].channels' must be at least 1, found -1",
                        "4: 'layers[2].type' must be set to the name of a layer: " + TYPES,
                        "5: 'layers[3]' must be the name of a layer or a block { type = NAME, ... }, found 17");
        assertThat(problems("layers = []"))
                .containsExactly("1: 'layers' must be a list of at least one layer, found []");
        assertThat(problems("layers = dense")).containsExactly("1: 'layers' must be a list, found \"dense\"");
        assertThat(problems("init = he")).containsExactly("1: 'layers' must be set to a list");
    }

    /** What a plugin's layer may do. */
    @Test
    void whatALayerThrowsNamesIt() {
        LayerTypes types = LayerTypes.provided()
                .with("torn", (x, scope, init) -> {
                    throw new UnsupportedOperationException("not yet");
                })
                .with("worn", (x, scope, init) -> {
                    throw new IllegalStateException("out of order");
                })
                .with("odd", (x, scope, init) -> {
                    throw new IllegalArgumentException("needs an odd batch");
                });
        Tensor rows = Tensor.zeros(Shape.of(4, 2));
        Critic torn = create(LayersCritic.provider().component(), "layers = [relu, torn]", types);
        assertThatThrownBy(() -> torn.score(rows, TracedScope.training("test")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageMatching(
                        "layer 'torn-2' \\(dev\\.gantry\\.networks\\.LayerListTest\\S* of file:\\S+\\) failed:"
                                + " UnsupportedOperationException: not yet");
        Critic worn = create(LayersCritic.provider().component(), "layers = [relu, worn]", types);
        assertThatThrownBy(() -> worn.score(rows, TracedScope.training("test")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageMatching(
                        "layer 'worn-2' \\(\\S* of file:\\S+\\) failed: IllegalStateException: out of order");
        Critic odd = create(LayersCritic.provider().component(), "layers = [relu, odd]", types);
        assertThatThrownBy(() -> odd.score(rows, TracedScope.training("test")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("layer 'odd-2': needs an odd batch");
    }

    /** As when a regularizer changes the layer, or a constraint its weight. */
    @Test
    void whatOthersThrowInsideALayerIsTheirs() {
        DataException theirs = new DataException("of another component");
        Critic critic = create(
                LayersCritic.provider().component(),
                "layers = [asking]",
                LayerTypes.provided().with("asking", (x, scope, init) -> {
                    throw theirs;
                }));
        assertThatThrownBy(() -> critic.score(Tensor.zeros(Shape.of(4, 2)), TracedScope.training("test")))
                .isSameAs(theirs);
    }

    @Test
    void aTrainedGeneratorIsToldInWordsOfOtherSoftware() {
        LayeredGenerator generator = (LayeredGenerator) generator("""
                layers = [{ type = dense, units = 8, bias = false }, batch-norm, { type = reshape, shape = [2, 2, 2] },
                  { type = leaky-relu, slope = 0.1 }, { type = conv, channels = 3, kernel = 1 }, layer-norm, upsample,
                  { type = transposed-conv, channels = 1 }, { type = average-pool, padding = 1 }, flatten, relu, sigmoid, tanh]
                """);
        assertThat(generator.layers(Shape.of(5, 5)))
                .containsExactly(
                        new NetworkLayer.Dense("dense-1", 8, false),
                        new NetworkLayer.BatchNormalization("batch-norm-2", 1e-5),
                        new NetworkLayer.Reshape(Shape.of(2, 2, 2)),
                        new NetworkLayer.LeakyRelu(0.1),
                        new NetworkLayer.Convolution("conv-5", 3, 1, 1, 0, true),
                        new NetworkLayer.LayerNormalization("layer-norm-6", 1e-5),
                        new NetworkLayer.Upsample(2),
                        new NetworkLayer.TransposedConvolution("transposed-conv-8", 1, 4, 2, 1, true),
                        new NetworkLayer.AveragePool(2, 2, 1),
                        new NetworkLayer.Flatten(),
                        NetworkLayer.Activation.RELU,
                        NetworkLayer.Activation.SIGMOID,
                        NetworkLayer.Activation.TANH,
                        new NetworkLayer.Reshape(Shape.of(5, 5)));
    }

    @Test
    void aLayerWithoutWordsIsNotExported() {
        LayeredGenerator generator = (LayeredGenerator) create(
                LayersGenerator.provider().component(),
                "layers = [relu, swish]",
                LayerTypes.provided().with("swish", (x, scope, init) -> x.mul(x.sigmoid())));
        assertThatThrownBy(() -> generator.layers(Shape.of(100)))
                .isInstanceOf(ExportException.class)
                .hasMessageMatching(
                        "the generator cannot be exported, because its layer 'swish-2' has no words that other"
                                + " software understands \\(dev\\.gantry\\.networks\\.LayerListTest\\S* of file:\\S+\\); train"
                                + " without it, or let it implement Layer.Exportable");
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

    private static Generator generator(String settings) {
        return create(LayersGenerator.provider().component(), settings);
    }

    private static Critic critic(String settings) {
        return create(LayersCritic.provider().component(), settings);
    }

    private static <T> T create(Component<T> component, String settings) {
        return create(component, settings, LayerTypes.provided());
    }

    private static <T> T create(Component<T> component, String settings, Parts types) {
        return component.from(ConfigFactory.parseString(settings), types).component();
    }
}
