package dev.gantry.nd4j;

import dev.gantry.engine.backend.Session;
import dev.gantry.engine.plan.Plan;
import java.util.HashMap;
import java.util.Map;

/** The variables and the kernels of a plan; subclasses say what kernels a program becomes. */
abstract class NativeSession implements Session {

    /** The kernels of each program, in order. */
    final Map<String, Kernel[]> programs = new HashMap<>();

    final Memory memory;
    private boolean closed;

    NativeSession(Plan plan) {
        this.memory = new Memory(plan);
    }

    @Override
    public void run(String program, long step) {
        requireOpen();
        Kernel[] kernels = programs.get(program);
        if (kernels == null) {
            throw new IllegalArgumentException("the plan has no program '" + program + "'");
        }
        for (Kernel kernel : kernels) {
            kernel.run(step);
        }
    }

    @Override
    public void write(String variable, double[] values) {
        float[] narrow = new float[values.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) values[i];
        }
        write(variable, narrow);
    }

    @Override
    public void write(String variable, float[] values) {
        requireOpen();
        memory.write(variable, values);
    }

    @Override
    public double[] read(String variable) {
        requireOpen();
        float[] narrow = new float[Math.toIntExact(memory.variable(variable).length())];
        read(variable, narrow);
        double[] values = new double[narrow.length];
        for (int i = 0; i < narrow.length; i++) {
            values[i] = narrow[i];
        }
        return values;
    }

    @Override
    public void read(String variable, float[] target) {
        requireOpen();
        memory.read(variable, target);
    }

    /** The native memory is gone: a kernel would write into someone else's. */
    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the session is closed");
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            memory.close();
        }
    }
}
