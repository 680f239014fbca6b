package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.core.tensor.Op;
import dev.gantry.core.tensor.Op.UnaryFunction;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.data.GaussianRing;
import dev.gantry.engine.backend.Backend;
import dev.gantry.engine.backend.BackendProvider;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.backend.ReferenceBackendProvider;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.plan.Graph;
import dev.gantry.engine.plan.Plan;
import dev.gantry.engine.plan.PlannedProgram;
import dev.gantry.engine.selftest.Check;
import dev.gantry.engine.selftest.CheckResult;
import dev.gantry.engine.selftest.DeviceChecks;
import dev.gantry.losses.wgan.WassersteinLoss;
import dev.gantry.losses.wgangp.GradientPenalty;
import dev.gantry.networks.MlpCritic;
import dev.gantry.networks.MlpGenerator;
import dev.gantry.optimizers.Adam;
import dev.gantry.priors.Normal;
import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.runtime.component.Components;
import dev.gantry.schemes.Alternating;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code gantry selftest} finds on devices that are not as they should be. */
final class SelfTestTest {

    private static final ReferenceBackend REFERENCE = new ReferenceBackend();

    @TempDir
    private Path folder;

    private interface Compiler {
        Session compile(Plan plan, long seed);
    }

    /** A device that compiles plans in a way of its own. */
    private record Device(Compiler compiler) implements BackendProvider, Backend {

        /** The reference backend, which makes something else of each result. */
        static Device altering(UnaryOperator<Tensor> fault) {
            return new Device((plan, seed) -> REFERENCE.compile(
                    Plan.of(plan.programs().stream()
                            .map(PlannedProgram::graph)
                            .map(graph -> altered(graph, fault))
                            .toList()),
                    seed));
        }

        private static Graph altered(Graph graph, UnaryOperator<Tensor> fault) {
            LinkedHashMap<String, Tensor> writes = new LinkedHashMap<>();
            graph.writes().forEach((variable, result) -> writes.put(variable, fault.apply(result)));
            return new Graph(graph.name(), writes);
        }

        @Override
        public String device() {
            return "other";
        }

        @Override
        public int rank() {
            return 0;
        }

        @Override
        public Optional<String> problem() {
            return Optional.empty();
        }

        @Override
        public Backend open() {
            return this;
        }

        @Override
        public String description() {
            return "another device";
        }

        @Override
        public long availableMemory() {
            return Long.MAX_VALUE;
        }

        @Override
        public Session compile(Plan plan, long seed) {
            return compiler.compile(plan, seed);
        }

        @Override
        public void close() {}
    }

    private static TrainingRuntime runtime(Device device) {
        return TrainingRuntime.builder()
                .components(Components.given(
                        List.of(
                                GaussianRing.provider(),
                                MlpGenerator.provider(),
                                MlpCritic.provider(),
                                WassersteinLoss.provider(),
                                GradientPenalty.provider(),
                                Adam.provider(),
                                Normal.provider(),
                                Alternating.provider()),
                        List.of(device, new ReferenceBackendProvider())))
                .build();
    }

    private List<CheckResult> trained(Device device) throws InterruptedException {
        try (TrainingRuntime runtime = runtime(device)) {
            TrainingChecks checks = new TrainingChecks(runtime, device.device(), folder);
            return List.of(checks.againstReference(), checks.resumed());
        }
    }

    @Test
    void trainingIsRightOnADeviceThatIs() throws InterruptedException {
        assertThat(trained(new Device(REFERENCE::compile)))
                .allSatisfy(result ->
                        assertThat(result).isEqualTo(new CheckResult.Measured(result.name(), 0, result.allowed())));
    }

    @Test
    void trainingIsWrongWhereResultsAreALittleOff() throws InterruptedException {
        assertThat(trained(Device.altering(x -> x.mul(1.001))))
                .extracting(CheckResult::passed)
                .containsExactly(false, true);
    }

    /** The second session is that of the resumed run. */
    @Test
    void resumingIsWrongWhereSessionsDiffer() throws InterruptedException {
        AtomicLong sessions = new AtomicLong();

        assertThat(trained(new Device((plan, seed) -> REFERENCE.compile(plan, seed + sessions.getAndIncrement()))))
                .extracting(CheckResult::passed)
                .containsExactly(true, false);
    }

    @Test
    void trainingTellsWhatTheDeviceThrows() throws InterruptedException {
        assertThat(trained(new Device((_, _) -> {
                    throw new IllegalStateException("no such kernel");
                })))
                .hasSize(2)
                .allSatisfy(result -> assertThat(result)
                        .isInstanceOfSatisfying(
                                CheckResult.Thrown.class,
                                thrown -> assertThat(thrown.message()).isNotBlank()))
                .first()
                .asString()
                .contains("no such kernel");
    }

    @Test
    void tableTellsWhichChecksFailedAndGoesOn() throws InterruptedException {
        Op wrong = new Op.Unary(UnaryFunction.TANH);
        List<String> lines = new ArrayList<>();
        Device device = Device.altering(x -> uses(x, wrong) ? x.add(0.1) : x);
        List<String> failing = DeviceChecks.all().stream()
                .filter(check -> check.results().values().stream().anyMatch(x -> uses(x, wrong)))
                .map(Check::name)
                .toList();

        try (TrainingRuntime runtime = runtime(device)) {
            assertThat(new SelfTest(runtime, device, lines::add).run()).isEqualTo(failing.size());
        }

        int checks = DeviceChecks.all().size() + 2;
        assertThat(lines.getFirst()).matches("check +deviation +allowed");
        assertThat(lines.stream().filter(line -> line.endsWith("FAILED")))
                .hasSameSizeAs(failing)
                .zipSatisfy(failing, (line, name) -> assertThat(line).matches(name + " +\\S+ +1\\.0e-0[45] +FAILED"));
        assertThat(lines.stream().filter(line -> line.endsWith(" ok"))).hasSize(checks - failing.size());
        assertThat(lines.subList(lines.size() - 5, lines.size()))
                .containsExactly(
                        "",
                        "device other: another device",
                        "Java " + Runtime.version() + " of " + System.getProperty("java.vendor"),
                        System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                                + System.getProperty("os.arch"),
                        failing.size() + " of " + checks + " checks failed");
    }

    private static boolean uses(Tensor result, Op op) {
        return Tensor.topologicalOrder(List.of(result)).stream()
                .anyMatch(tensor -> tensor.op().equals(op));
    }
}
