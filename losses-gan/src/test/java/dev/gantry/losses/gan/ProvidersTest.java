package dev.gantry.losses.gan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.core.component.Component;
import dev.gantry.core.spi.Loss;
import dev.gantry.core.spi.LossProvider;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class ProvidersTest {

    @Test
    void everyLossIsFoundByName() {
        Module module = ProvidersTest.class.getModule();
        assertThat(module.isNamed()).isTrue();
        module.addUses(LossProvider.class);

        var found = ServiceLoader.load(LossProvider.class).stream()
                .map(provider -> provider.get().component())
                .toList();

        assertThat(found)
                .extracting(Component::name)
                .containsExactlyInAnyOrder(
                        "minimax", "non-saturating", "least-squares", "hinge", "relativistic", "ebgan", "began");
        assertThat(found)
                .extracting(component -> component.from(component.reference()))
                .containsExactlyInAnyOrder(
                        (Loss) new MinimaxLoss(),
                        new NonSaturatingLoss(),
                        new LeastSquaresLoss(0.5),
                        new HingeLoss(),
                        new RelativisticLoss(RelativisticLoss.Form.AVERAGE, RelativisticLoss.Base.LOGISTIC),
                        new EnergyBasedLoss(10),
                        new BoundaryEquilibriumLoss(0.5, 0.001));
    }
}
