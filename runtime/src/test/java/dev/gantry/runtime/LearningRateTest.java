package dev.gantry.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.optimizers.Sgd;
import dev.gantry.runtime.recipe.Recipe.OptimizerChoice;
import dev.gantry.runtime.recipe.Recipe.Schedule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearningRateTest {

    @ParameterizedTest
    @CsvSource({
        "CONSTANT, 0, 0, 100, 0.4",
        "CONSTANT, 0, 99, 100, 0.4",
        "LINEAR, 0, 0, 100, 0.4",
        "LINEAR, 0, 25, 100, 0.3",
        "LINEAR, 0, 99, 100, 0.004",
        "COSINE, 0, 0, 100, 0.4",
        // (1 + cos(pi / 3)) / 2 = 0.75
        "COSINE, 0, 20, 60, 0.3",
        "COSINE, 0, 50, 100, 0.2",
        "CONSTANT, 4, 0, 100, 0.1",
        "LINEAR, 4, 1, 100, 0.2",
        "LINEAR, 4, 3, 100, 0.4",
        "LINEAR, 4, 4, 100, 0.4",
        "LINEAR, 4, 52, 100, 0.2",
        // A run shorter than its warm-up never leaves it.
        "LINEAR, 10, 4, 5, 0.2"
    })
    void risesAndFalls(Schedule schedule, int warmUp, int step, int steps, double expected) {
        OptimizerChoice choice = new OptimizerChoice(new Sgd(0, false), 0.4, schedule, warmUp);

        assertThat(LearningRate.at(choice, step, steps)).isEqualTo(expected, within(1e-12));
    }
}
