package dev.gantry.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.tensor.Op.UnaryFunction;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.Backend;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.plan.Graph;
import dev.gantry.engine.plan.Passes;
import dev.gantry.engine.plan.Plan;
import dev.gantry.engine.plan.RandomGraphs;
import dev.gantry.engine.selftest.CheckResult;
import dev.gantry.engine.selftest.DeviceChecks;
import dev.gantry.engine.tensor.CriticFixture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Both forms of the kernels, on the processor, against the reference backend. */
final class ReferenceAgreementTest {

    @ParameterizedTest
    @CsvSource({
        "KERNELS, 1, 0",
        "KERNELS, 1, 1000",
        "KERNELS, 2, 2000",
        "KERNELS, 2, 0",
        "KERNELS, 3, 1000",
        "KERNELS, 3, 2000",
        "ND4J_OPS, 1, 0",
        "ND4J_OPS, 1, 1000",
        "ND4J_OPS, 1, 2000"
    })
    void randomGraphs(Form form, int shards, long first) {
        try (Backend backend = form.backend();
                Backend reference = new ReferenceBackend()) {
            for (long seed = first; seed < first + 15; seed++) {
                assertAgreement(seed, backend, backend.passes(Passes.ALL.withShards(shards)), reference);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void gradientsOfGradientPenalties(Form form) {
        for (CriticFixture fixture : CriticFixture.values()) {
            Plan plan = Plan.of(
                    List.of(new Graph("penalty", fixture.tensors())),
                    form.backend().passes(Passes.ALL));
            try (Session session = form.backend().compile(plan, 0)) {
                CriticFixture.variables().forEach((name, values) -> {
                    if (plan.variables().containsKey(name)) {
                        session.write(name, values);
                    }
                });
                session.run("penalty", 0);
                fixture.expected().forEach((name, expected) -> {
                    double[] found = session.read(name);
                    for (int i = 0; i < expected.length; i++) {
                        assertThat(found[i])
                                .as("%s %s[%d]", fixture, name, i)
                                .isCloseTo(expected[i], within(1e-4 * Math.abs(expected[i])));
                    }
                });
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void functionsFarFromZero(Form form) {
        Tensor x = Tensor.variable("x", Shape.of(9));
        SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
        for (UnaryFunction function : UnaryFunction.values()) {
            writes.put(function.name(), x.apply(function));
        }
        Plan plan =
                Plan.of(List.of(new Graph("functions", writes)), form.backend().passes(Passes.ALL));
        double[] values = {-200, -90, -20, -1, 0, 1, 20, 90, 200};
        try (Session session = form.backend().compile(plan, 0)) {
            session.write("x", values);
            session.run("functions", 0);
            writes.forEach((name, tensor) -> {
                double[] expected = ReferenceBackend.evaluate(tensor, Map.of("x", values));
                double[] found = session.read(name);
                for (int i = 0; i < values.length; i++) {
                    float limit = (float) expected[i];
                    if (Float.isFinite(limit)) {
                        assertThat(found[i])
                                .as("%s(%s)", name, values[i])
                                .isCloseTo(limit, within(1e-7 + 1e-5 * Math.abs(limit)));
                    } else {
                        assertThat((float) found[i])
                                .as("%s(%s)", name, values[i])
                                .isEqualTo(Float.valueOf(limit));
                    }
                }
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyCheckOfTheSelfTest(Form form) {
        try (Backend backend = form.backend()) {
            assertThat(DeviceChecks.all())
                    .extracting(check -> check.on(backend))
                    .filteredOn(result -> !result.passed())
                    .extracting(CheckResult::name)
                    .allMatch(name -> form == Form.ND4J_OPS && isBeyondNd4j(name));
        }
    }

    /** On the processor ND4J's operations have no dilated convolutions, and their log1p is a logarithm of a rounded sum. */
    private static boolean isBeyondNd4j(String check) {
        return check.contains("dilated") || check.equals("log1p, close to zero");
    }

    private static void assertAgreement(long seed, Backend cpu, Passes passes, Backend reference) {
        Graph graph = RandomGraphs.graph(seed);
        Plan plan = Plan.of(List.of(graph), passes);
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
