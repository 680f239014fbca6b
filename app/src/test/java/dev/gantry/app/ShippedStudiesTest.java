package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.runtime.recipe.Includes;
import dev.gantry.study.Study;
import dev.gantry.study.StudyReader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every recipe and setting of the studies that ship is good, and wise. */
final class ShippedStudiesTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "mixtures, 11, modes-covered",
        "fashion, 10, frechet-distance-of-random-convolution",
        "smoke, 2, sliced-wasserstein"
    })
    void isGood(String name, int recipes, String metric) {
        Installation installation = Installation.current();
        try (TrainingRuntime runtime = installation.runtime()) {
            Study study = StudyReader.read(
                    installation.study(name).orElseThrow(),
                    List.of("set.backend.device=reference"),
                    Includes.NEARBY,
                    installation,
                    runtime);

            assertThat(study.name()).isEqualTo(name);
            assertThat(study.candidates()).hasSize(recipes);
            assertThat(study.metric()).isEqualTo(metric);
            assertThat(study.unwise()).isEmpty();
        }
    }

    @Test
    void smokeTrains() {
        CommandResult result = CommandResult.of("study", "smoke", "--out", folder, "--set", "budget.runs=1");

        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("[1/8] gan-1-seed-1: sliced-wasserstein ", "7 of 8 runs are left out");
    }
}
