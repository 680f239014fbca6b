package dev.gantry.engine.backend;

import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.plan.Plan;
import java.util.List;
import java.util.Map;

/**
 * Runs graphs as they were traced, in double precision and plain Java: slow, and obviously right. Every other backend and
 * every plugin is tested against it.
 */
public final class ReferenceBackend implements Backend {

    /** Needs no device; there may be any number of them. */
    public ReferenceBackend() {}

    /** The value of one tensor in row-major order; see {@link #evaluate(List, Map)}. */
    public static double[] evaluate(Tensor tensor, Map<String, double[]> variables) {
        return evaluate(List.of(tensor), variables).getFirst();
    }

    /**
     * The values of tensors, each in row-major order. Random draws are those of seed 0 and step 0.
     *
     * @param variables the value of every variable that the tensors depend on, in row-major order
     * @throws IllegalArgumentException if a variable is missing or its array has the wrong length
     */
    public static List<double[]> evaluate(List<Tensor> tensors, Map<String, double[]> variables) {
        return new Interpreter(variables, 0, 0)
                .evaluate(tensors).stream().map(double[]::clone).toList();
    }

    @Override
    public String description() {
        return "reference (plain Java, double precision, one thread)";
    }

    @Override
    public long availableMemory() {
        return Runtime.getRuntime().maxMemory();
    }

    @Override
    public int elementSize() {
        return Double.BYTES;
    }

    @Override
    public Session compile(Plan plan, long seed) {
        return new ExclusiveSession(new ReferenceSession(plan, seed));
    }

    @Override
    public void close() {}
}
