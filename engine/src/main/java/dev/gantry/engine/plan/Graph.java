package dev.gantry.engine.plan;

import dev.gantry.core.tensor.Op;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * One step as it was traced: what each named variable becomes, as a function of all variables' values before the step.
 *
 * @param name the program's name, such as {@code critic-step}
 * @param writes the new value of each variable the step changes
 */
public record Graph(String name, SequencedMap<String, Tensor> writes) {

    public Graph {
        writes = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(writes));
    }

    /** Every variable that the step reads or writes, with its shape. */
    public SequencedMap<String, Shape> variables() {
        SequencedMap<String, Shape> variables = new LinkedHashMap<>();
        for (Tensor tensor : Tensor.topologicalOrder(List.copyOf(writes.values()))) {
            if (tensor.op() instanceof Op.Variable(String variable)) {
                declare(variables, variable, tensor.shape());
            }
        }
        for (Map.Entry<String, Tensor> write : writes.entrySet()) {
            declare(variables, write.getKey(), write.getValue().shape());
        }
        return variables;
    }

    private void declare(Map<String, Shape> variables, String variable, Shape shape) {
        Shape earlier = variables.putIfAbsent(variable, shape);
        if (earlier != null && !earlier.equals(shape)) {
            throw new IllegalArgumentException("graph '" + name + "' has variable '" + variable + "' both of shape "
                    + earlier + " and of shape " + shape);
        }
    }
}
