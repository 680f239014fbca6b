package dev.gantry.losses.wgangp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.core.component.Component;
import dev.gantry.core.spi.LipschitzConstraint;
import dev.gantry.core.spi.LipschitzConstraintProvider;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class ProvidersTest {

    @Test
    void everyPenaltyIsFoundByName() {
        Module module = ProvidersTest.class.getModule();
        assertThat(module.isNamed()).isTrue();
        module.addUses(LipschitzConstraintProvider.class);

        var found = ServiceLoader.load(LipschitzConstraintProvider.class).stream()
                .map(provider -> provider.get().component())
                .toList();

        assertThat(found)
                .extracting(Component::name)
                .containsExactlyInAnyOrder("gradient-penalty", "lipschitz-penalty", "dragan", "r1", "r2", "drift");
        assertThat(found)
                .extracting(component -> component.from(component.reference()))
                .containsExactlyInAnyOrder(
                        (LipschitzConstraint) new GradientPenalty(10, 1, 1e-12),
                        new LipschitzPenalty(10, LipschitzPenalty.At.INTERPOLATED, Noise.UNIFORM, 0.5, 1e-12),
                        new DraganPenalty(10, 1, Noise.UNIFORM, 0.5, true, Optional.empty(), 1e-12),
                        new R1Penalty(10),
                        new R2Penalty(10),
                        new DriftPenalty(0.001));
    }
}
