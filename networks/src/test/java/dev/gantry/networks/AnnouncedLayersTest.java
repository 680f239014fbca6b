package dev.gantry.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.typesafe.config.ConfigFactory;
import dev.gantry.core.spi.Critic;
import dev.gantry.core.spi.Generator;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.scope.TracedScope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class AnnouncedLayersTest {

    private static final Shape ROWS = Shape.of(4, 2);
    private static final Shape IMAGES = Shape.of(4, 1, 16, 16);

    private final TracedScope traced = TracedScope.training("test");
    private final SequencedMap<String, Tensor> announced = new LinkedHashMap<>();

    @Test
    void ofAnMlp() {
        mlpCritic(Normalization.BATCH).score(Tensor.zeros(ROWS), scope(UnaryOperator.identity()));
        assertThat(shapes())
                .containsExactly(
                        entry("hidden-1/pre-activation", Shape.of(4, 5)),
                        entry("hidden-1", Shape.of(4, 5)),
                        entry("hidden-2/pre-activation", Shape.of(4, 3)),
                        entry("hidden-2", Shape.of(4, 3)),
                        entry("features", Shape.of(4, 3)));
    }

    @Test
    void ofADcganCritic() {
        dcganCritic().score(Tensor.zeros(IMAGES), scope(UnaryOperator.identity()));
        assertThat(shapes())
                .containsExactly(
                        entry("down-1", Shape.of(4, 2, 8, 8)),
                        entry("down-2/pre-activation", Shape.of(4, 4, 4, 4)),
                        entry("down-2", Shape.of(4, 4, 4, 4)),
                        entry("features", Shape.of(4, 64)));
    }

    @Test
    void ofADcganGenerator() {
        dcganGenerator().generate(Tensor.zeros(Shape.of(4, 3)), IMAGES.dropFirst(), scope(UnaryOperator.identity()));
        assertThat(shapes())
                .containsExactly(
                        entry("project/pre-activation", Shape.of(4, 4, 4, 4)),
                        entry("project", Shape.of(4, 4, 4, 4)),
                        entry("up-1/pre-activation", Shape.of(4, 2, 8, 8)),
                        entry("up-1", Shape.of(4, 2, 8, 8)));
    }

    @Test
    void ofAList() {
        listed("[{ type = dense, units = 3 }, tanh, { type = dense, units = 1 }]")
                .score(Tensor.zeros(ROWS), scope(UnaryOperator.identity()));
        assertThat(shapes())
                .containsExactly(
                        entry("dense-1", Shape.of(4, 3)),
                        entry("tanh-2", Shape.of(4, 3)),
                        entry("features", Shape.of(4, 3)),
                        entry("dense-3", Shape.of(4, 1)));
    }

    @Test
    void ofAListThatDoesNotEndInADenseLayer() {
        listed("[{ type = dense, units = 1 }, tanh]").score(Tensor.zeros(ROWS), scope(UnaryOperator.identity()));
        assertThat(announced).containsOnlyKeys("dense-1", "tanh-2");
    }

    @Test
    void ofAnAutoencoder() {
        autoencoder().score(Tensor.zeros(ROWS), scope(UnaryOperator.identity()));
        assertThat(shapes())
                .contains(
                        entry("encoder/hidden-1", Shape.of(4, 5)),
                        entry("encoder/hidden-2", Shape.of(4, 3)),
                        entry("features", Shape.of(4, 1)),
                        entry("decoder/hidden-1", Shape.of(4, 3)),
                        entry("decoder/hidden-2", Shape.of(4, 5)));
    }

    @Test
    void featuresMayBeAppendedToEveryLayerOfAnMlp() {
        Tensor scores =
                mlpCritic(Normalization.NONE).score(Tensor.zeros(ROWS), scope(AnnouncedLayersTest::withOneMore));
        assertThat(scores.shape()).isEqualTo(Shape.of(4));
        // One more behind hidden-1/pre-activation and hidden-1, and behind features also one more.
        assertThat(traced.variables())
                .containsEntry("hidden-2/weight", Shape.of(7, 3))
                .containsEntry("output/weight", Shape.of(6, 1));
    }

    @Test
    void featuresMayBeAppendedToTheCodeOfAnAutoencoder() {
        Tensor scores = autoencoder().score(Tensor.zeros(ROWS), scope(AnnouncedLayersTest::withOneMore));
        assertThat(scores.shape()).isEqualTo(Shape.of(4));
        assertThat(traced.variables())
                .containsEntry("decoder/hidden-1/weight", Shape.of(2, 3))
                .containsEntry("decoder/output/weight", Shape.of(8, 2));
    }

    @Test
    void channelsMayBeAppendedToEveryLayerOfADcgan() {
        Tensor scores = dcganCritic().score(Tensor.zeros(IMAGES), scope(AnnouncedLayersTest::withOneMore));
        assertThat(scores.shape()).isEqualTo(Shape.of(4));
        assertThat(traced.variables())
                .containsEntry("down-2/weight", Shape.of(4, 3, 4, 4))
                .containsEntry("output/weight", Shape.of(6 * 16 + 1, 1));

        TracedScope inGenerator = TracedScope.training("generator");
        Tensor samples = dcganGenerator()
                .generate(
                        Tensor.zeros(Shape.of(4, 3)),
                        IMAGES.dropFirst(),
                        new AnnouncingScope(inGenerator, "", announced, AnnouncedLayersTest::withOneMore));
        assertThat(samples.shape()).isEqualTo(IMAGES);
        assertThat(inGenerator.variables()).containsEntry("up-1/weight", Shape.of(6, 2, 4, 4));
    }

    @Test
    void featuresMayBeAppendedToEveryLayerOfAListButTheLast() {
        UnaryOperator<Tensor> change = value -> value.shape().size(1) == 1 ? value : withOneMore(value);
        Tensor scores = listed("[{ type = dense, units = 3 }, tanh, { type = dense, units = 1 }]")
                .score(Tensor.zeros(ROWS), scope(change));
        assertThat(scores.shape()).isEqualTo(Shape.of(4));
        assertThat(traced.variables()).containsEntry("dense-3/weight", Shape.of(6, 1));
    }

    private AnnouncingScope scope(UnaryOperator<Tensor> change) {
        return new AnnouncingScope(traced, "", announced, change);
    }

    private Map<String, Shape> shapes() {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        announced.forEach((path, value) -> shapes.put(path, value.shape()));
        return shapes;
    }

    private static Tensor withOneMore(Tensor value) {
        return Tensor.concat(1, List.of(value, Tensor.zeros(value.shape().with(1, 1))));
    }

    private static Critic mlpCritic(Normalization norm) {
        return new MlpCritic(List.of(5, 3), Activation.RELU, 0, norm, Initialization.HE);
    }

    private static Critic autoencoder() {
        return new AutoencoderCritic(
                List.of(5, 3),
                1,
                Activation.RELU,
                0,
                Normalization.NONE,
                Initialization.HE,
                AutoencoderCritic.Distance.SQUARED);
    }

    private static Critic dcganCritic() {
        return new DcganCritic(2, Normalization.NONE, Initialization.NORMAL);
    }

    private static Generator dcganGenerator() {
        return new DcganGenerator(3, 2, Normalization.NONE, Initialization.NORMAL);
    }

    private static Critic listed(String layers) {
        return LayersCritic.provider()
                .component()
                .from(ConfigFactory.parseString("layers = " + layers), LayerTypes.provided())
                .component();
    }
}
