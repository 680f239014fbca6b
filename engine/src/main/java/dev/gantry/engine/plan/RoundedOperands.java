package dev.gantry.engine.plan;

import static java.util.Objects.requireNonNull;

import dev.gantry.core.tensor.GraphBounds;
import dev.gantry.core.tensor.Op;
import dev.gantry.core.tensor.Op.UnaryFunction;
import dev.gantry.core.tensor.Tensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;

/**
 * Rounds the operands of all products and convolutions to bfloat16: Kalamkar et al., arXiv:1905.12322. Of a graph that is
 * differentiated, so that gradients' operands are rounded too.
 */
final class RoundedOperands {

    private RoundedOperands() {}

    static Graph of(Graph graph) {
        Map<Tensor, Tensor> rebuilt = new HashMap<>();
        Map<Tensor, Tensor> rounded = new HashMap<>();
        for (Tensor t : Tensor.topologicalOrder(List.copyOf(graph.writes().values()))) {
            GraphBounds.checkInterrupt();
            UnaryOperator<Tensor> known = input -> requireNonNull(rebuilt.get(input));
            UnaryOperator<Tensor> operand = input ->
                    rounded.computeIfAbsent(input, _ -> known.apply(input).apply(UnaryFunction.BFLOAT16));
            rebuilt.put(
                    t,
                    t.withInputs(t.inputs().stream()
                            .map(multiplies(t.op()) ? operand : known)
                            .toList()));
        }
        SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
        graph.writes().forEach((variable, value) -> writes.put(variable, requireNonNull(rebuilt.get(value))));
        return new Graph(graph.name(), writes);
    }

    private static boolean multiplies(Op op) {
        return op instanceof Op.MatMul
                || op instanceof Op.Conv
                || op instanceof Op.ConvInputGradient
                || op instanceof Op.ConvWeightGradient;
    }
}
