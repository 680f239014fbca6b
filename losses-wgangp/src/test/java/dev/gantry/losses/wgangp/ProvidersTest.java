package dev.gantry.losses.wgangp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.core.spi.LipschitzConstraint;
import dev.gantry.core.spi.LipschitzConstraintProvider;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class ProvidersTest {

    @Test
    void penaltyIsFoundByName() {
        Module module = ProvidersTest.class.getModule();
        assertThat(module.isNamed()).isTrue();
        module.addUses(LipschitzConstraintProvider.class);

        assertThat(ServiceLoader.load(LipschitzConstraintProvider.class).stream()
                        .map(provider -> provider.get().component()))
                .singleElement()
                .satisfies(component -> {
                    assertThat(component.name()).isEqualTo("gradient-penalty");
                    assertThat(component.create().apply(component.reference()))
                            .isEqualTo((LipschitzConstraint) new GradientPenalty(10, 1, 1e-12));
                });
    }
}
