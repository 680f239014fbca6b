package dev.gantry.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.random.Philox;
import dev.gantry.core.spi.Prior;
import dev.gantry.core.tensor.Shape;
import dev.gantry.priors.GaussianMixture;
import dev.gantry.priors.Normal;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Of vectors of three numbers, so that draws and vectors do not begin together. */
class HostLatentsTest {

    private static float[] latents(Prior prior, int count, long key) {
        return new HostLatents(prior, Shape.of(3)).draw(count, key);
    }

    @Test
    void normalOnesAreTheNumbersOfTheKey() {
        // More than are evaluated at once.
        float[] latents = latents(new Normal(), 50_000, 42);

        assertThat(latents).hasSize(150_000);
        for (int i = 0; i < latents.length; i++) {
            assertThat(latents[i]).isEqualTo((float) Philox.normal(42, 0, i));
        }
    }

    @Test
    void howManyAreDrawnTogetherChangesNothing() {
        Prior mixture = new GaussianMixture(5, 2, 0.1);

        assertThat(Arrays.copyOf(latents(mixture, 50_000, 42), 30)).containsExactly(latents(mixture, 10, 42));
        assertThat(latents(mixture, 10, 43)).isNotEqualTo(latents(mixture, 10, 42));
    }

    @Test
    void everyBlockHasTheDrawsOfItsOwnVectors() {
        // A component's vectors lie at its mean, which the second draw chooses; three blocks are evaluated.
        float[] latents = latents(new GaussianMixture(5, 2, 1e-9), 50_000, 42);

        long second = Philox.key(42, "latent/1");
        for (int i = 0; i < 50_000; i++) {
            double angle = 2 * Math.PI * Math.floor(5 * Philox.uniform(second, 0, i)) / 5;
            assertThat((double) latents[3 * i]).isEqualTo(2 * Math.cos(angle), within(1e-6));
            assertThat((double) latents[3 * i + 1]).isEqualTo(2 * Math.sin(angle), within(1e-6));
        }
    }

    @Test
    void aPriorThatDrawsAnotherShapeIsRefused() {
        Prior four = (shape, draws) -> draws.normal(Shape.of(4, 3));

        assertThatThrownBy(() -> latents(four, 5, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("asked for [5, 3]");
    }
}
