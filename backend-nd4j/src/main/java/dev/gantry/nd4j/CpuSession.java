package dev.gantry.nd4j;

import dev.gantry.core.backend.Session;
import dev.gantry.core.plan.Plan;
import dev.gantry.core.plan.Program;
import dev.gantry.core.plan.Step;
import dev.gantry.core.plan.Step.Convolution;
import dev.gantry.core.tensor.Shape;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs programs on the processor: loops in Java's vector instructions, products by OpenBLAS, convolutions by ND4J. */
final class CpuSession implements Session {

    private final Map<String, Kernel[]> programs = new HashMap<>();
    private final Plan plan;
    private final Memory memory;
    private final Workers workers;
    private final Arena scratch = Arena.ofShared();

    CpuSession(Plan plan, long seed) {
        this.plan = plan;
        this.memory = new Memory(plan);
        this.workers = new Workers(Runtime.getRuntime().availableProcessors());
        for (Program program : plan.programs()) {
            programs.put(program.name(), kernels(program.steps(), seed));
        }
    }

    private Kernel[] kernels(List<Step> steps, long seed) {
        List<Kernel> kernels = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            if (i + 1 < steps.size() && Convolutions.arePair(steps.get(i), steps.get(i + 1))) {
                kernels.add(Convolutions.pair((Convolution) steps.get(i), (Convolution) steps.get(i + 1), memory));
                i++;
            } else {
                kernels.add(kernel(steps.get(i), seed));
            }
        }
        return kernels.toArray(Kernel[]::new);
    }

    private Kernel kernel(Step step, long seed) {
        return switch (step) {
            case Step.Loop loop -> new LoopKernel(loop, memory, workers, scratch);
            case Step.MatMul product -> new MatMulKernel(product, memory);
            case Convolution convolution -> Convolutions.kernel(convolution, memory);
            case Step.Gather gather -> RowKernels.gather(gather, memory);
            case Step.Scatter scatter -> RowKernels.scatter(scatter, memory);
            case Step.Draw draw -> new DrawKernel(draw, memory, seed);
        };
    }

    @Override
    public void run(String program, long step) {
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
        Blocks.write(values, address(variable, values.length));
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
        Blocks.read(address(variable, target.length), target);
    }

    private long address(String variable, int length) {
        INDArray array = memory.variable(variable);
        if (array.length() != length) {
            Shape shape = plan.variables().get(variable);
            throw new IllegalArgumentException("variable '" + variable + "' has shape " + shape + ", " + array.length()
                    + " elements, found " + length);
        }
        return array.data().address();
    }

    @Override
    public void close() {
        workers.close();
        memory.close();
        scratch.close();
    }
}
