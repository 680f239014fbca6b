package dev.gantry.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.plan.Step.Loop;
import dev.gantry.engine.plan.View.Storage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

/** Where results are kept. */
final class PlacementTest {

    private static final Shape SHAPE = Shape.of(8, 8);
    private static final Tensor A = Tensor.variable("a", SHAPE);
    private static final Tensor B = Tensor.variable("b", SHAPE);

    @Test
    void longChainNeedsTheMemoryOfTwoResults() {
        Tensor chain = A;
        for (int i = 0; i < 20; i++) {
            chain = chain.matmul(B);
        }
        PlannedProgram program = program(Map.of("result", chain));
        assertThat(program.steps()).hasSize(20);
        assertThat(program.arenaSize()).isEqualTo(2 * 64);
    }

    @Test
    void resultThatIsNeededLateIsKept() {
        Tensor early = A.matmul(B);
        Tensor chain = early;
        for (int i = 0; i < 20; i++) {
            chain = chain.matmul(B);
        }
        assertThat(program(Map.of("result", chain.matmul(early))).arenaSize()).isEqualTo(3 * 64);
    }

    @Test
    void loopWritesOverAnInputThatNobodyNeedsAnyMore() {
        Tensor product = A.matmul(B);
        PlannedProgram program = program(Map.of("result", product.exp().matmul(B)));
        assertThat(program.arenaSize()).isEqualTo(64);
        Loop loop = (Loop) program.steps().get(1);
        assertThat(loop.outputs().getFirst().view()).isEqualTo(loop.inputs().getFirst());
    }

    @Test
    void loopDoesNotWriteOverWhatItReadsInAnotherOrder() {
        Tensor product = A.matmul(B);
        PlannedProgram program =
                program(Map.of("result", product.add(product.transpose()).matmul(B)));
        assertThat(program.arenaSize()).isEqualTo(2 * 64);
    }

    @Test
    void partsOfAVectorAreComputedWhereTheyBelong() {
        Tensor vector = Tensor.concat(
                0,
                List.of(
                        A.matmul(B).reshape(64),
                        B.matmul(A).reshape(64),
                        A.sum(0).reshape(8)));
        PlannedProgram program = program(Map.of("flat", vector));
        assertThat(program.steps()).hasSize(3);
        assertThat(program.arenaSize()).isZero();
        assertThat(program.steps().stream().flatMap(step -> step.writes().stream()))
                .extracting(View::storage)
                .containsOnly(new Storage.Variable("flat"));
        assertThat(program.steps().stream().flatMap(step -> step.writes().stream()))
                .extracting(View::offset)
                .containsExactlyInAnyOrder(0L, 64L, 128L);
    }

    @Test
    void updateOfAFlatVectorReadsTheGradientsWhereTheyWereComputed() {
        Tensor parameters = Tensor.variable("parameters", Shape.of(128));
        Tensor gradient =
                Tensor.concat(0, List.of(A.matmul(B).reshape(64), B.matmul(A).reshape(64)));
        PlannedProgram program = program(Map.of("parameters", parameters.sub(gradient.mul(0.1))));
        assertThat(program.steps()).hasSize(3);
        assertThat(program.arenaSize()).isEqualTo(128);
        Loop update = (Loop) program.steps().getLast();
        assertThat(update.outputs().getFirst().view().storage()).isEqualTo(new Storage.Variable("parameters"));
    }

    @Test
    void partThatIsAVariableIsCopied() {
        PlannedProgram program = program(Map.of("both", Tensor.concat(0, List.of(A, B))));
        assertThat(program.steps()).hasSize(2).hasOnlyElementsOfType(Loop.class);
        assertThat(program.flops()).isZero();
    }

    @Test
    void variableIsWrittenInPlace() {
        PlannedProgram program = program(Map.of("a", A.mul(0.9).add(B)));
        assertThat(program.steps()).hasSize(1);
        assertThat(program.arenaSize()).isZero();
    }

    @Test
    void variableIsOverwrittenAfterItsLastReader() {
        SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
        writes.put("a", B.exp());
        writes.put("product", A.matmul(B));
        PlannedProgram program = program(writes);
        assertThat(program.steps()).hasSize(2);
        assertThat(program.steps().getFirst()).isInstanceOf(Step.MatMul.class);
        assertThat(program.arenaSize()).isZero();
    }

    @Test
    void productIsNotWrittenOverItsOwnFactor() {
        PlannedProgram program = program(Map.of("a", A.matmul(B)));
        assertThat(program.steps()).hasSize(2);
        assertThat(program.arenaSize()).isEqualTo(64);
    }

    @Test
    void exchangeOfTwoVariablesKeepsOneOldValue() {
        SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
        writes.put("a", B);
        writes.put("b", A);
        Plan plan = Plan.of(List.of(new Graph("test", writes)));
        StepInterpreter steps = new StepInterpreter(plan, 0);
        steps.write("a", 1, 2, 3);
        steps.write("b", 4, 5, 6);
        steps.run("test", 0);
        assertThat(steps.read("a")).startsWith(4, 5, 6);
        assertThat(steps.read("b")).startsWith(1, 2, 3);
        assertThat(plan.program("test").arenaSize()).isLessThanOrEqualTo(64);
    }

    @Test
    void valueOfTwoVariablesIsComputedOnce() {
        SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
        writes.put("first", A.matmul(B));
        writes.put("second", A.matmul(B));
        PlannedProgram program = program(writes);
        assertThat(program.steps()).hasSize(2);
        assertThat(program.steps().getLast()).isInstanceOf(Loop.class);
        assertThat(program.arenaSize()).isZero();
    }

    private static PlannedProgram program(Map<String, Tensor> writes) {
        return Plan.of(List.of(new Graph("test", new LinkedHashMap<>(writes)))).program("test");
    }
}
