package dev.gantry.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.backend.Session;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A plan's steps do what its graphs say. */
final class RandomPlansTest {

    private static final double TOLERANCE = 1e-9;

    @ParameterizedTest
    @CsvSource({"true, 0", "true, 1000", "false, 0", "false, 1000"})
    void stepsGiveTheVariablesOfTheGraph(boolean fuse, int firstSeed) {
        for (int seed = firstSeed; seed < firstSeed + 30; seed++) {
            assertAgreement(fuse, seed);
        }
    }

    private static void assertAgreement(boolean fuse, int seed) {
        Plan plan = Plan.of(List.of(RandomGraphs.graph(seed)), fuse);
        StepInterpreter steps = new StepInterpreter(plan, seed);
        Random random = new Random(seed);
        try (Session graph = new ReferenceBackend().compile(plan, seed)) {
            plan.variables().forEach((name, shape) -> {
                double[] values = random.doubles(shape.size(), -1, 1).toArray();
                graph.write(name, values);
                steps.write(name, values);
            });
            for (int step = 0; step < 3; step++) {
                graph.run("step", step);
                steps.run("step", step);
                for (String name : plan.variables().keySet()) {
                    assertClose(
                            "graph %d, step %d, %s".formatted(seed, step, name), graph.read(name), steps.read(name));
                }
            }
        }
    }

    private static void assertClose(String description, double[] expected, double[] found) {
        assertThat(found).as(description).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            double tolerance = TOLERANCE * Math.max(1, Math.abs(expected[i]));
            if (!(Math.abs(found[i] - expected[i]) <= tolerance)) {
                assertThat(found[i]).as("%s[%d]", description, i).isEqualTo(expected[i]);
            }
        }
    }
}
