package dev.gantry.engine.backend;

import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.plan.Graph;
import dev.gantry.engine.plan.Plan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Holds the variables, and interprets a program's graph as it was traced. */
final class ReferenceSession implements Session {

    private final Plan plan;
    private final long seed;
    private final Map<String, double[]> variables = new HashMap<>();

    ReferenceSession(Plan plan, long seed) {
        this.plan = plan;
        this.seed = seed;
        plan.variables().forEach((name, shape) -> variables.put(name, new double[Math.toIntExact(shape.size())]));
    }

    @Override
    public void run(String program, long step) {
        Graph graph = plan.program(program).graph();
        List<Tensor> written = List.copyOf(graph.writes().values());
        List<double[]> values = new Interpreter(variables, seed, step).evaluate(written);
        int i = 0;
        for (String variable : graph.writes().keySet()) {
            // A copy: two variables may become the same tensor, or one another's value.
            variables.put(variable, values.get(i++).clone());
        }
    }

    @Override
    public void write(String variable, double[] values) {
        double[] target = variable(variable, values.length);
        System.arraycopy(values, 0, target, 0, target.length);
    }

    @Override
    public void write(String variable, float[] values) {
        double[] target = variable(variable, values.length);
        for (int i = 0; i < target.length; i++) {
            target[i] = values[i];
        }
    }

    @Override
    public double[] read(String variable) {
        return variable(variable).clone();
    }

    @Override
    public void read(String variable, float[] target) {
        double[] values = variable(variable, target.length);
        for (int i = 0; i < target.length; i++) {
            target[i] = (float) values[i];
        }
    }

    @Override
    public void read(String variable, int first, double[] target) {
        System.arraycopy(variable(variable), first, target, 0, target.length);
    }

    @Override
    public void close() {}

    private double[] variable(String name) {
        double[] values = variables.get(name);
        if (values == null) {
            throw new IllegalArgumentException("the plan has no variable '" + name + "', only "
                    + plan.variables().keySet());
        }
        return values;
    }

    private double[] variable(String name, int length) {
        double[] values = variable(name);
        if (values.length != length) {
            throw new IllegalArgumentException("variable '" + name + "' of shape "
                    + plan.variables().get(name) + " holds " + values.length + " values, found an array of " + length);
        }
        return values;
    }
}
