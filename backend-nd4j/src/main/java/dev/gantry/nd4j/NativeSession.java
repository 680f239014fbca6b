package dev.gantry.nd4j;

import dev.gantry.engine.backend.ExclusiveSession;
import dev.gantry.engine.backend.Owned;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.backend.StepTimes;
import dev.gantry.engine.plan.Plan;
import java.util.HashMap;
import java.util.Map;

/**
 * The variables and the kernels of a plan; subclasses say what kernels a program becomes. Only an {@link ExclusiveSession} may
 * use it: its memory is native, and nothing else keeps a second thread, or one that comes after closing, out of it.
 */
abstract class NativeSession implements Session {

    /** The kernel of each step of each program; {@link Kernel#NOTHING} where the one before it does the step's work too. */
    final Map<String, Kernel[]> programs = new HashMap<>();

    final Memory memory;
    private final Owned owned;

    /**
     * @param owned closed with this, and by the caller if the session cannot be made
     */
    NativeSession(Plan plan, Owned owned) {
        this.owned = owned;
        this.memory = new Memory(plan, owned);
    }

    @Override
    public void run(String program, long step) {
        for (Kernel kernel : kernels(program)) {
            kernel.run(step);
        }
    }

    @Override
    public void runTimed(String program, long step, StepTimes times) {
        Kernel[] kernels = kernels(program);
        for (int i = 0; i < kernels.length; i++) {
            if (!kernels[i].equals(Kernel.NOTHING)) {
                long begin = System.nanoTime();
                kernels[i].run(step);
                times.ran(program, i, 0, begin, System.nanoTime());
            }
        }
    }

    private Kernel[] kernels(String program) {
        Kernel[] kernels = programs.get(program);
        if (kernels == null) {
            throw new IllegalArgumentException("the plan has no program '" + program + "'");
        }
        return kernels;
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
        memory.write(variable, values);
    }

    @Override
    public double[] read(String variable) {
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
        memory.read(variable, target);
    }

    @Override
    public void close() {
        owned.close();
    }
}
