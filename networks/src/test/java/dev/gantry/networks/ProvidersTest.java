package dev.gantry.networks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.core.spi.Component;
import dev.gantry.core.spi.Critic;
import dev.gantry.core.spi.CriticProvider;
import dev.gantry.core.spi.Generator;
import dev.gantry.core.spi.GeneratorProvider;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class ProvidersTest {

    private static final List<Integer> HIDDEN = List.of(128, 128);

    @Test
    void everyGeneratorIsFoundByName() {
        Module module = ProvidersTest.class.getModule();
        assertThat(module.isNamed()).isTrue();
        module.addUses(GeneratorProvider.class);

        var found = ServiceLoader.load(GeneratorProvider.class).stream()
                .map(provider -> provider.get().component())
                .toList();

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
        ProvidersTest.class.getModule().addUses(CriticProvider.class);

        var found = ServiceLoader.load(CriticProvider.class).stream()
                .map(provider -> provider.get().component())
                .toList();

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
}
