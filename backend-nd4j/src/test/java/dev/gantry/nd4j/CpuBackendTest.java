package dev.gantry.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.core.backend.Backend;
import dev.gantry.core.backend.ReferenceBackend;
import dev.gantry.core.backend.Session;
import dev.gantry.core.plan.Graph;
import dev.gantry.core.plan.Plan;
import dev.gantry.core.plan.RandomGraphs;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CpuBackendTest {

    @ParameterizedTest
    @ValueSource(longs = {0, 1000, 2000, 3000})
    void agreesWithTheReferenceOnRandomGraphs(long first) {
        try (Backend cpu = new CpuBackend();
                Backend reference = new ReferenceBackend()) {
            for (long seed = first; seed < first + 50; seed++) {
                assertAgreement(seed, cpu, reference);
            }
        }
    }

    private static void assertAgreement(long seed, Backend cpu, Backend reference) {
        Graph graph = RandomGraphs.graph(seed);
        Plan plan = Plan.of(List.of(graph));
        Random random = new Random(seed);
        try (Session fast = cpu.compile(plan, seed);
                Session exact = reference.compile(plan, seed)) {
            plan.variables().forEach((name, shape) -> {
                double[] values =
                        random.doubles(shape.size(), -1, 1).map(v -> (float) v).toArray();
                fast.write(name, values);
                exact.write(name, values);
            });
            for (int step = 0; step < 2; step++) {
                fast.run("step", step);
                exact.run("step", step);
                for (String name : plan.variables().keySet()) {
                    double[] expected = exact.read(name);
                    double[] found = fast.read(name);
                    for (int i = 0; i < expected.length; i++) {
                        double tolerance = 2e-3 * Math.max(1, Math.abs(expected[i]));
                        if (!(Math.abs(found[i] - expected[i]) <= tolerance)) {
                            assertThat(found[i])
                                    .as("graph %d, step %d, %s[%d]", seed, step, name, i)
                                    .isEqualTo(expected[i]);
                        }
                    }
                    fast.write(name, expected);
                    exact.write(name, fast.read(name));
                }
            }
        }
    }
}
