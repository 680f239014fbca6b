package dev.gantry.runtime.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;

final class RecipeChangesTest {

    private static final Config THERE = ConfigFactory.parseString("""
            steps = 1
            generator { latent = 16, rate = 2.0E-4, noise { stddev = 0.1 }, over = null, hidden = [4, 4] }
            """);

    @Test
    void ofABlockAreTheKeysThatDiffer() {
        Config here = ConfigFactory.parseString("""
                steps = 2
                generator { latent = 16, rate = 2e-4, noise {}, bias = true, hidden = [4, 5] }
                """);

        assertThat(RecipeChanges.inBlock("generator", THERE, here))
                .containsExactly(
                        "'generator.bias' is not set there, and true here",
                        "'generator.hidden' is [4,4] there, and [4,5] here",
                        "'generator.noise.stddev' is 0.1 there, and not set here");
        assertThat(RecipeChanges.inBlock("generator", THERE, THERE)).isEmpty();
    }

    @Test
    void ofLayersAreTheirKeys() {
        Config there = ConfigFactory.parseString("critic.layers = [{ type = dense, units = 3 }, { type = relu }]");
        Config here = ConfigFactory.parseString(
                "critic.layers = [{ type = dense, units = 4 }, { type = relu }, {type = tanh}]");

        assertThat(RecipeChanges.inBlock("critic", there, here))
                .containsExactly(
                        "'critic.layers[0].units' is 3 there, and 4 here",
                        "'critic.layers[2].type' is not set there, and \"tanh\" here");
    }
}
