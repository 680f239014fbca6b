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
    @CsvSource({"true, true, 0", "true, true, 1000", "true, false, 0", "true, false, 1000", "false, true, 2000"})
    void stepsGiveTheVariablesOfTheGraph(boolean simplify, boolean fuse, int firstSeed) {
        for (int seed = firstSeed; seed < firstSeed + 30; seed++) {
            assertAgreement(new Passes(simplify, fuse, fuse, 1, Precision.FLOAT32), seed);
        }
    }

    @ParameterizedTest
    @CsvSource({"2, true, 0", "2, true, 1000", "3, true, 2000", "3, false, 0", "5, true, 3000"})
    void shardsGiveTheVariablesOfTheGraph(int shards, boolean fuse, int firstSeed) {
        for (int seed = firstSeed; seed < firstSeed + 60; seed++) {
            assertAgreement(new Passes(true, fuse, fuse, shards, Precision.FLOAT32), seed);
        }
    }

    private static void assertAgreement(Passes passes, int seed) {
        Graph traced = RandomGraphs.graph(seed);
        Plan plan = Plan.of(List.of(traced), passes);
        StepInterpreter steps = new StepInterpreter(plan, seed);
        Random random = new Random(seed);
        try (Session graph = new ReferenceBackend().compile(Plan.of(List.of(traced)), seed)) {
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
