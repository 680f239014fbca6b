package dev.gantry.networks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Provider;
import dev.gantry.core.spi.Critic;
import dev.gantry.core.spi.CriticProvider;
import dev.gantry.core.spi.Generator;
import dev.gantry.core.spi.GeneratorProvider;
import dev.gantry.core.spi.LayerProvider;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class ProvidersTest {

    private static final List<Integer> HIDDEN = List.of(128, 128);

    @Test
    void everyGeneratorIsFoundByName() {
        assertThat(ProvidersTest.class.getModule().isNamed()).isTrue();

        var found = provided(GeneratorProvider.class);

        assertThat(found).extracting(Component::name).containsExactlyInAnyOrder("dcgan", "layers", "mlp");
        assertThat(found.stream()
                        .filter(component -> !component.name().equals("layers"))
                        .map(component -> component.from(component.reference())))
                .containsExactlyInAnyOrder(
                        (Generator) new DcganGenerator(100, 64, Normalization.BATCH, Initialization.NORMAL),
                        new MlpGenerator(
                                100,
                                HIDDEN,
                                Activation.RELU,
                                0.2,
                                Normalization.NONE,
                                Initialization.HE,
                                Activation.NONE));
    }

    @Test
    void everyCriticIsFoundByName() {
        var found = provided(CriticProvider.class);

        assertThat(found)
                .extracting(Component::name)
                .containsExactlyInAnyOrder("autoencoder", "dcgan", "layers", "mlp");
        assertThat(found.stream()
                        .filter(component -> !component.name().equals("layers"))
                        .map(component -> component.from(component.reference())))
                .containsExactlyInAnyOrder(
                        (Critic) new AutoencoderCritic(
                                HIDDEN,
                                32,
                                Activation.LEAKY_RELU,
                                0.2,
                                Normalization.NONE,
                                Initialization.HE,
                                AutoencoderCritic.Distance.SQUARED),
                        new DcganCritic(64, Normalization.BATCH, Initialization.NORMAL),
                        new MlpCritic(HIDDEN, Activation.LEAKY_RELU, 0.2, Normalization.NONE, Initialization.HE));
    }

    @Test
    void everyTypeOfLayerIsFoundByName() {
        assertThat(provided(LayerProvider.class))
                .extracting(Component::name)
                .containsExactlyInAnyOrder(
                        "average-pool",
                        "batch-norm",
                        "conv",
                        "dense",
                        "flatten",
                        "layer-norm",
                        "leaky-relu",
                        "relu",
                        "reshape",
                        "sigmoid",
                        "tanh",
                        "transposed-conv",
                        "upsample");
    }

    /** What the module provides of a kind. */
    static <T> List<Component<T>> provided(Class<? extends Provider<T>> service) {
        ProvidersTest.class.getModule().addUses(service);
        return ServiceLoader.load(service).stream()
                .map(provider -> provider.get().component())
                .toList();
    }
}
