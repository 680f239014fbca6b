package dev.gantry.engine.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.tensor.Op;
import dev.gantry.core.tensor.Op.UnaryFunction;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.core.tensor.Window;
import dev.gantry.engine.plan.Graph;
import dev.gantry.engine.plan.Passes;
import dev.gantry.engine.plan.Plan;
import dev.gantry.engine.plan.RandomGraphs;
import dev.gantry.engine.selftest.CheckResult;
import dev.gantry.engine.selftest.DeviceChecks;
import dev.gantry.engine.tensor.CriticFixture;
import dev.gantry.tries.Draw;
import dev.gantry.tries.Tries;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every device holds to: the numbers of the reference backend, and what is said of sessions. */
public abstract class BackendContract {

    /** The device, which the tests do not close. */
    protected abstract Backend backend();

    /** How many random graphs of each kind are compared. */
    protected abstract int graphs();

    /** How many random products and convolutions are compared. */
    protected abstract int operations();

    /** Over how many shards plans are divided. */
    protected List<Integer> shards() {
        return List.of(1, 2, 3);
    }

    /** The largest dilation of convolutions that the device has. */
    protected int mostDilation() {
        return 2;
    }

    /** Whether the device is known to fail a check of the self-test. */
    protected boolean fails(String check) {
        return false;
    }

    private Passes passes(int shards) {
        return backend().passes(Passes.ALL.withShards(shards));
    }

    private Session open(long seed) {
        return backend().compile(NoisyCritic.plan(passes(2)), seed);
    }

    @Test
    void everyCheckOfTheSelfTest() {
        assertThat(DeviceChecks.all())
                .extracting(check -> check.on(backend()))
                .filteredOn(result -> !result.passed())
                .extracting(CheckResult::name)
                .allMatch(this::fails);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1000, 2000})
    void randomGraphsAgree(long first) {
        try (Backend reference = new ReferenceBackend()) {
            for (int shards : shards()) {
                for (long seed = first; seed < first + graphs(); seed++) {
                    assertAgreement(seed, passes(shards), reference);
                }
            }
        }
    }

    private void assertAgreement(long seed, Passes passes, Backend reference) {
        Graph graph = RandomGraphs.graph(seed);
        Plan plan = Plan.of(List.of(graph), passes);
        Random random = new Random(seed);
        try (Session fast = backend().compile(plan, seed);
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

    @Test
    void productsAgree() {
        Tries.of(operations(), draw -> {
            int most = draw.between(0, 3) == 0 ? 150 : 20;
            int batch = draw.between(1, 3);
            int m = draw.between(1, most);
            int k = draw.between(1, 2 * most);
            int n = draw.between(1, most);
            boolean left = draw.between(0, 1) == 1;
            boolean right = draw.between(0, 1) == 1;
            Tensor x = Tensor.variable("x", left ? Shape.of(batch, k, m) : Shape.of(batch, m, k));
            Tensor y = Tensor.variable("y", right ? Shape.of(batch, n, k) : Shape.of(batch, k, n));
            assertAgreement(x.matmul(y, left, right));
        });
        assertAgreement(Tensor.variable("x", Shape.of(6, 3000)).matmul(Tensor.variable("y", Shape.of(3000, 5))));
        assertAgreement(Tensor.variable("x", Shape.of(2, 3000)).matmul(Tensor.variable("y", Shape.of(3000, 1))));
    }

    @Test
    void convolutionsAgree() {
        Tries.of(operations(), draw -> {
            Window window = new Window(
                    draw.between(1, 3),
                    draw.between(1, 3),
                    draw.between(0, 2),
                    draw.between(0, 2),
                    draw.between(1, mostDilation()),
                    draw.between(1, mostDilation()));
            int height = draw.between(1, 4);
            int width = draw.between(1, 4);
            int channels = draw.between(1, 9);
            int high = draw.between(window.dilationH() * (height - 1) + 1, 12);
            int wide = draw.between(window.dilationW() * (width - 1) + 1, 12);
            Shape image = Shape.of(draw.between(1, 5), channels, high, wide);
            Shape kernels = Shape.of(draw.between(1, 20), channels, height, width);
            assertAgreement(convolution(draw, window, image, kernels));
        });
    }

    private static Tensor convolution(Draw draw, Window window, Shape image, Shape kernels) {
        boolean last = draw.between(0, 1) == 1;
        Window chosen = last ? window.withChannelsLast() : window;
        Shape images = last ? Shape.of(image.size(0), image.size(2), image.size(3), image.size(1)) : image;
        Tensor x = Tensor.variable("x", images);
        Tensor w = Tensor.variable("w", kernels);
        Tensor y = Tensor.variable("y", chosen.convolved(images, kernels));
        return switch (draw.between(0, 2)) {
            case 0 -> x.conv(w, chosen);
            case 1 -> y.convInputGradient(w, chosen, images);
            default -> x.convWeightGradient(y, chosen, kernels);
        };
    }

    /** Of an operation on variables, twice the same bits. */
    private void assertAgreement(Tensor tensor) {
        Plan plan = Plan.of(
                List.of(new Graph("step", new LinkedHashMap<>(Map.of("wanted", tensor)))),
                backend().passes(Passes.ALL));
        Map<String, double[]> values = new LinkedHashMap<>();
        tensor.inputs().forEach(input -> {
            String name = ((Op.Variable) input.op()).name();
            values.put(
                    name,
                    new Random(name.hashCode())
                            .doubles(input.shape().size(), -0.5, 0.5)
                            .map(value -> (float) value)
                            .toArray());
        });
        try (Session session = backend().compile(plan, 0)) {
            values.forEach(session::write);
            session.run("step", 0);
            double[] found = session.read("wanted");
            session.run("step", 1);
            assertThat(session.read("wanted")).as("the same bits").isEqualTo(found);
            double[] expected = ReferenceBackend.evaluate(tensor, values);
            for (int i = 0; i < found.length; i++) {
                if (!(Math.abs(found[i] - expected[i]) <= 1e-4)) {
                    assertThat(found[i])
                            .as("%s of %s [%d]", tensor.op(), tensor.inputs(), i)
                            .isCloseTo(expected[i], within(1e-4));
                }
            }
        }
    }

    @Test
    void gradientsOfGradientPenalties() {
        for (CriticFixture fixture : CriticFixture.values()) {
            Plan plan = Plan.of(
                    List.of(new Graph("penalty", fixture.tensors())), backend().passes(Passes.ALL));
            try (Session session = backend().compile(plan, 0)) {
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

    @Test
    void functionsFarFromZero() {
        Tensor x = Tensor.variable("x", Shape.of(9));
        SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
        for (UnaryFunction function : UnaryFunction.values()) {
            writes.put(function.name(), x.apply(function));
        }
        Plan plan = Plan.of(List.of(new Graph("functions", writes)), backend().passes(Passes.ALL));
        double[] values = {-200, -90, -20, -1, 0, 1, 20, 90, 200};
        try (Session session = backend().compile(plan, 0)) {
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

    @Test
    void sameSeedGivesTheSameBits() {
        try (Session first = open(7);
                Session second = open(7);
                Session other = open(8)) {
            List.of(first, second, other)
                    .forEach(session -> NoisyCritic.replay(session, 5, new float[NoisyCritic.DATA], new float[1]));
            assertThat(first.read("parameters")).isEqualTo(second.read("parameters"));
            assertThat(first.read("parameters")).isNotEqualTo(other.read("parameters"));
        }
    }

    @Test
    void timesAreOfEveryStepOnceAndChangeNothing() {
        Queue<Integer> told = new ConcurrentLinkedQueue<>();
        Map<Integer, Queue<Long>> times = new ConcurrentHashMap<>();
        try (Session timed = open(7);
                Session other = open(7)) {
            timed.runTimed("train", 3, (program, step, thread, begin, end) -> {
                assertThat(program).isEqualTo("train");
                told.add(step);
                times.computeIfAbsent(thread, _ -> new ConcurrentLinkedQueue<>())
                        .addAll(List.of(begin, end));
            });
            other.run("train", 3);
            assertThat(timed.read("parameters")).isEqualTo(other.read("parameters"));
        }
        int steps = NoisyCritic.plan(passes(2)).program("train").steps().size();
        assertThat(told)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, steps).boxed().toList());
        times.values().forEach(ofThread -> assertThat(List.copyOf(ofThread)).isSorted());
    }

    @Test
    void sessionsDoNotDisturbEachOther() {
        double[] alone;
        try (Session session = open(7)) {
            NoisyCritic.replay(session, 5, new float[NoisyCritic.DATA], new float[1]);
            alone = session.read("parameters");
        }
        try (Session session = open(7);
                Session other = open(8)) {
            for (int step = 0; step < 5; step++) {
                session.write("data", new float[NoisyCritic.DATA]);
                session.run("train", step);
                other.run("train", step);
            }
            assertThat(session.read("parameters")).isEqualTo(alone);
        }
    }

    @Test
    void wrongNamesAndLengths() {
        try (Session session = open(1)) {
            assertThatThrownBy(() -> session.run("trian", 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the plan has no program 'trian'");
            assertThatThrownBy(() -> session.read("dtaa"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("the plan has no variable 'dtaa', only [");
            assertThatThrownBy(() -> session.write("data", new float[3]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("variable 'data' of shape [64, 2] holds 128 values, found an array of 3");
            assertThatThrownBy(() -> session.read("data", new float[129]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("variable 'data' of shape [64, 2] holds 128 values, found an array of 129");
        }
    }

    @Test
    void closingTwiceIsHarmlessAndUseAfterwardsIsRefused() {
        Session session = open(1);
        session.close();
        session.close();
        assertThatThrownBy(() -> session.run("train", 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the session is closed");
        assertThatThrownBy(() -> session.write("data", new float[NoisyCritic.DATA]))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> session.read("data")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void variablesStartAtZeroAndKeepWhatIsWritten() {
        try (Session session = open(1)) {
            assertThat(session.read("parameters")).containsOnly(0.0);
            double[] values = IntStream.range(0, NoisyCritic.DATA)
                    .mapToDouble(i -> i / 4.0)
                    .toArray();
            session.write("data", values);
            assertThat(session.read("data")).isEqualTo(values);
            double[] part = new double[3];
            session.read("data", 5, part);
            assertThat(part).containsExactly(1.25, 1.5, 1.75);
            assertThatThrownBy(() -> session.read("data", NoisyCritic.DATA - 2, part))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }
}
