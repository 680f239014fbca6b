package dev.gantry.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.core.tensor.Window;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

/** What a plan tells of its programs before they run. */
final class PlanTest {

    private static final Tensor X = Tensor.variable("x", Shape.of(4, 3));
    private static final Tensor W = Tensor.variable("w", Shape.of(3, 5));

    @Test
    void product() {
        PlannedProgram program = program("y", X.matmul(W));
        assertThat(program.flops()).isEqualTo(2 * 4 * 3 * 5);
        assertThat(program.bytes(4)).isEqualTo(4 * (12 + 15 + 20));
        assertThat(program.bytes(8)).isEqualTo(8 * (12 + 15 + 20));
    }

    @Test
    void loopReadsARepeatedRowOnce() {
        Tensor row = Tensor.variable("row", Shape.of(3));
        PlannedProgram program = program("y", X.add(row).tanh());
        assertThat(program.flops()).isEqualTo(2 * 12);
        assertThat(program.bytes(4)).isEqualTo(4 * (12 + 3 + 12));
    }

    @Test
    void sum() {
        PlannedProgram program = program("y", X.sum(0));
        assertThat(program.flops()).isEqualTo(12);
        assertThat(program.bytes(4)).isEqualTo(4 * (12 + 3));
    }

    @Test
    void convolution() {
        Tensor image = Tensor.variable("image", Shape.of(2, 3, 8, 8));
        Tensor kernels = Tensor.variable("kernels", Shape.of(5, 3, 4, 4));
        PlannedProgram program = Plan.of(
                        List.of(graph("step", "y", image.conv(kernels, Window.of(2, 1)))),
                        Passes.ALL.ofSingleOperations())
                .program("step");
        assertThat(program.flops()).isEqualTo(2 * (2 * 5 * 4 * 4) * (3 * 4 * 4));
        assertThat(program.bytes(4)).isEqualTo(4 * (2 * 3 * 64 + 5 * 3 * 16 + 2 * 5 * 16));
    }

    @Test
    void memoryIsThatOfVariablesAndOfTheLargestProgram() {
        Graph one = graph("one", "a", X.matmul(W).matmul(W, false, true));
        Graph two = graph("two", "b", X.exp());
        Plan plan = Plan.of(List.of(one, two));
        long variables = 12 + 15 + 12 + 12;
        assertThat(plan.variables().keySet()).containsExactly("x", "w", "a", "b");
        assertThat(plan.program("one").arenaSize()).isBetween(20L, 32L);
        assertThat(plan.program("two").arenaSize()).isZero();
        assertThat(plan.variableSize()).isEqualTo(variables);
        assertThat(plan.arenaSize()).isEqualTo(plan.program("one").arenaSize());
    }

    @Test
    void programsShareVariablesByName() {
        assertThatThrownBy(() -> Plan.of(List.of(
                        graph("one", "a", X.exp()),
                        graph("two", "b", Tensor.variable("x", Shape.of(3, 4)).exp()))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("variable 'x' has shape [4, 3] in one graph and [3, 4] in 'two'");
    }

    @Test
    void variableHasOneShape() {
        assertThatThrownBy(() -> Plan.of(List.of(graph("one", "x", X.transpose().exp()))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("graph 'one' has variable 'x' both of shape [4, 3] and of shape [3, 4]");
    }

    @Test
    void programsHaveDifferentNames() {
        assertThatThrownBy(() -> Plan.of(List.of(graph("one", "a", X.exp()), graph("one", "b", X.log()))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two graphs share a name: [one, one]");
    }

    @Test
    void unknownProgram() {
        Plan plan = Plan.of(List.of(graph("one", "a", X.exp())));
        assertThatThrownBy(() -> plan.program("two"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the plan has no program 'two'");
    }

    private static PlannedProgram program(String variable, Tensor value) {
        return Plan.of(List.of(graph("test", variable, value))).program("test");
    }

    private static Graph graph(String name, String variable, Tensor value) {
        SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
        writes.put(variable, value);
        return new Graph(name, writes);
    }
}
