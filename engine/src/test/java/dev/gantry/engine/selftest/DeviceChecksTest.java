package dev.gantry.engine.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.core.tensor.Op;
import dev.gantry.core.tensor.Op.BinaryFunction;
import dev.gantry.core.tensor.Op.Distribution;
import dev.gantry.core.tensor.Op.Reduction;
import dev.gantry.core.tensor.Op.UnaryFunction;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.Backend;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.plan.Graph;
import dev.gantry.engine.plan.Passes;
import dev.gantry.engine.plan.Plan;
import dev.gantry.engine.plan.Precision;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is right passes every check, and every check fails on what is wrong. */
final class DeviceChecksTest {

    private static final List<Check> CHECKS = DeviceChecks.all();

    private static final BiFunction<String, Tensor, Tensor> RIGHT = (_, x) -> x;

    /** What a wrong device makes of a result, which it is told with the name of its variable. */
    private enum Fault {
        OFF((_, x) -> x.add(0.1)),
        NOTHING_DONE((_, x) -> x.mul(0)),
        NO_NUMBERS((_, x) -> x.mul(Double.NaN)),
        LAST_ELEMENT((_, x) -> last(x.shape()).select(Tensor.scalar(-7.5), x)),
        SECOND_TIME((variable, x) -> x.add(Tensor.variable(variable, x.shape())));

        final BiFunction<String, Tensor, Tensor> of;

        Fault(BiFunction<String, Tensor, Tensor> of) {
            this.of = of;
        }

        private static Tensor last(Shape shape) {
            double[] mask = new double[shape.length()];
            mask[mask.length - 1] = 1;
            return Tensor.of(shape, mask);
        }
    }

    /** The reference backend, which computes something else, or in another precision. */
    private record Altered(BiFunction<String, Tensor, Tensor> fault, Precision precision) implements Backend {

        @Override
        public String description() {
            return "altered";
        }

        @Override
        public long availableMemory() {
            return Long.MAX_VALUE;
        }

        @Override
        public Session compile(Plan plan, long seed) {
            Graph graph = plan.programs().getFirst().graph();
            LinkedHashMap<String, Tensor> writes = new LinkedHashMap<>();
            graph.writes().forEach((variable, result) -> writes.put(variable, fault.apply(variable, result)));
            return new ReferenceBackend()
                    .compile(
                            Plan.of(List.of(new Graph(graph.name(), writes)), Passes.ALL.withPrecision(precision)),
                            seed);
        }

        @Override
        public void close() {}
    }

    @Test
    void haveNamesOfTheirOwn() {
        assertThat(CHECKS.stream().map(Check::name)).doesNotHaveDuplicates().noneMatch(String::isBlank);
    }

    @Test
    void areOfEveryPrimitive() {
        Set<Op> ops = CHECKS.stream().flatMap(DeviceChecksTest::ops).collect(Collectors.toSet());

        assertThat(ops.stream().map(Object::getClass).collect(Collectors.<Class<?>>toSet()))
                .containsAll(Stream.of(Op.class.getPermittedSubclasses()).toList());
        assertThat(ops)
                .containsAll(
                        Stream.of(UnaryFunction.values()).map(Op.Unary::new).toList())
                .containsAll(
                        Stream.of(BinaryFunction.values()).map(Op.Binary::new).toList());
        assertThat(ops.stream().filter(Op.Reduce.class::isInstance).map(op -> ((Op.Reduce) op).reduction()))
                .contains(Reduction.values());
        assertThat(ops.stream().filter(Op.Random.class::isInstance).map(op -> ((Op.Random) op).distribution()))
                .contains(Distribution.values());
    }

    private static Stream<Op> ops(Check check) {
        return Tensor.topologicalOrder(List.copyOf(check.results().values())).stream()
                .map(Tensor::op);
    }

    @Test
    void passOnTheReferenceBackendWithoutDeviation() {
        try (Backend reference = new ReferenceBackend()) {
            assertThat(CHECKS)
                    .extracting(check -> check.on(reference))
                    .allSatisfy(result -> assertThat(result)
                            .isInstanceOfSatisfying(
                                    CheckResult.Measured.class,
                                    measured -> assertThat(measured.deviation()).isZero()))
                    .allMatch(CheckResult::passed);
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachFailsOnAWrongDevice(Fault fault) {
        Backend wrong = new Altered(fault.of, Precision.FLOAT32);

        assertThat(CHECKS)
                .extracting(check -> check.on(wrong))
                .allSatisfy(result -> assertThat(result)
                        .isInstanceOfSatisfying(
                                CheckResult.Measured.class,
                                measured -> assertThat(measured.deviation()).isGreaterThan(measured.allowed()))
                        .matches(failed -> !failed.passed()));
    }

    @Test
    void productsFailOfOperandsWithFewerBits() {
        Backend rounding = new Altered(RIGHT, Precision.BFLOAT16);

        assertThat(CHECKS)
                .allSatisfy(check -> assertThat(check.on(rounding).passed())
                        .as(check.name())
                        .isEqualTo(ops(check).noneMatch(DeviceChecksTest::isProduct)));
    }

    private static boolean isProduct(Op op) {
        return op instanceof Op.MatMul
                || op instanceof Op.Conv
                || op instanceof Op.ConvInputGradient
                || op instanceof Op.ConvWeightGradient;
    }

    @Test
    void tellWhatTheDeviceThrows() {
        Backend without = new Altered(
                (_, _) -> {
                    throw new UnsupportedOperationException("no such kernel");
                },
                Precision.FLOAT32);

        assertThat(CHECKS)
                .extracting(check -> check.on(without))
                .allSatisfy(result -> assertThat(result)
                        .isEqualTo(new CheckResult.Thrown(result.name(), result.allowed(), "no such kernel")))
                .noneMatch(CheckResult::passed);
    }

    @Test
    void tellWhatIsThrownWithoutAMessage() {
        CheckResult result = CheckResult.of("nothing", 0, () -> {
            throw new StackOverflowError();
        });

        assertThat(result).isEqualTo(new CheckResult.Thrown("nothing", 0, "java.lang.StackOverflowError"));
    }
}
