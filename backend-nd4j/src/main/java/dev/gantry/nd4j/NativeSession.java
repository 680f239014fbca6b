package dev.gantry.nd4j;

import dev.gantry.engine.backend.ExclusiveSession;
import dev.gantry.engine.backend.Owned;
import dev.gantry.engine.backend.SinglePrecisionSession;
import dev.gantry.engine.backend.StepTimes;
import java.util.HashMap;
import java.util.Map;

/**
 * The variables and the kernels of a plan; subclasses say what kernels a program becomes. Only an {@link ExclusiveSession} may
 * use it: its memory is native, and nothing else keeps a second thread, or one that comes after closing, out of it.
 */
abstract class NativeSession extends SinglePrecisionSession {

    /** The kernels of each program, in order. */
    final Map<String, Kernel[]> programs = new HashMap<>();

    final Memory memory;
    private final Owned owned;

    /**
     * @param owned closed with this, and by the caller if the session cannot be made
     */
    NativeSession(Memory memory, Owned owned) {
        this.memory = memory;
        this.owned = owned;
    }

    @Override
    public void run(String program, long step) {
        for (Kernel kernel : kernels(program)) {
            kernel.run(step);
        }
    }

    @Override
    public void runTimed(String program, long step, StepTimes times) {
        int first = 0;
        for (Kernel kernel : kernels(program)) {
            kernel.runTimed(program, first, step, times);
            first += kernel.steps();
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
    public void write(String variable, float[] values) {
        memory.write(variable, values);
    }

    @Override
    protected int length(String variable) {
        return memory.length(variable);
    }

    @Override
    protected void read(String variable, int first, float[] target) {
        memory.read(variable, first, target);
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
