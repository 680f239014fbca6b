package dev.gantry.regularizers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.core.spi.Component;
import dev.gantry.core.spi.Regularizer;
import dev.gantry.core.spi.RegularizerProvider;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class ProvidersTest {

    @Test
    void everyRegularizerIsFoundByName() {
        Module module = ProvidersTest.class.getModule();
        assertThat(module.isNamed()).isTrue();
        module.addUses(RegularizerProvider.class);

        var found = ServiceLoader.load(RegularizerProvider.class).stream()
                .map(provider -> provider.get().component())
                .toList();

        assertThat(found).extracting(Component::name).containsExactlyInAnyOrder("input-noise", "label-smoothing");
        assertThat(found)
                .extracting(component -> component.create().apply(component.reference()))
                .containsExactlyInAnyOrder((Regularizer) new InputNoise(0.1, 1), new LabelSmoothing(0.9, 0));
    }
}
