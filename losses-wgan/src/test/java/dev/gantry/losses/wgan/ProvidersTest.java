package dev.gantry.losses.wgan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.core.component.Provider;
import dev.gantry.core.spi.LipschitzConstraintProvider;
import dev.gantry.core.spi.LossProvider;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProvidersTest {

    @Test
    void lossAndConstraintsAreFoundByName() {
        Module module = ProvidersTest.class.getModule();
        assertThat(module.isNamed()).isTrue();
        module.addUses(LossProvider.class).addUses(LipschitzConstraintProvider.class);

        assertThat(ServiceLoader.load(LossProvider.class).stream().map(ServiceLoader.Provider::get))
                .extracting(provider -> provider.component().name())
                .containsExactly("wasserstein");
        assertThat(ServiceLoader.load(LipschitzConstraintProvider.class).stream()
                        .map(ServiceLoader.Provider::get))
                .extracting(provider -> provider.component().name())
                .containsExactlyInAnyOrder(
                        "weight-clipping",
                        "norm-clipping",
                        "spectral-normalization",
                        "spectral-penalty",
                        "orthogonal",
                        "orthonormalization");
        assertThat(Stream.<Provider<?>>of(
                        WassersteinLoss.provider(),
                        WeightClipping.provider(),
                        NormClipping.provider(),
                        SpectralNormalization.provider(),
                        SpectralPenalty.provider(),
                        OrthogonalRegularization.provider(),
                        Orthonormalization.provider()))
                .extracting(Provider::component)
                .extracting(component -> (Object) component.from(component.reference()))
                .containsExactly(
                        new WassersteinLoss(),
                        new WeightClipping(0.01),
                        new NormClipping(1, NormClipping.Per.LAYER),
                        new SpectralNormalization(1, 1e-12),
                        new SpectralPenalty(0.01, 1, 1e-12),
                        new OrthogonalRegularization(1e-4, OrthogonalRegularization.Form.FULL),
                        new Orthonormalization(15, 1e-12));
    }
}
