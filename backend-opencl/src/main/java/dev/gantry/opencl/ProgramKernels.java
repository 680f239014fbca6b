package dev.gantry.opencl;

import dev.gantry.engine.backend.DeviceException;
import dev.gantry.engine.plan.Plan;
import dev.gantry.engine.plan.PlannedProgram;
import dev.gantry.engine.plan.Step;
import java.util.List;
import java.util.stream.Stream;

/** The kernel calls that a program's steps become. */
final class ProgramKernels {

    private ProgramKernels() {}

    /** Of each step, in their order. */
    static List<List<Launch>> of(PlannedProgram program, long seed) {
        return program.steps().stream().map(step -> of(step, seed)).toList();
    }

    /** Of all programs. */
    static List<Launch> all(Plan plan, long seed) {
        return plan.programs().stream()
                .flatMap(program -> of(program, seed).stream())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Launch> of(Step step, long seed) {
        requireSmall(step);
        return switch (step) {
            case Step.Loop loop -> LoopKernels.of(loop);
            case Step.MatMul product -> new TiledProduct(new MatMulOperands(product).form()).launches();
            case Step.Convolution convolution ->
                ConvolutionOperands.forms(convolution).stream()
                        .flatMap(form -> new TiledProduct(form).launches().stream())
                        .toList();
            case Step.Gather gather -> List.of(IndexKernels.gather(gather));
            case Step.Scatter scatter -> List.of(IndexKernels.scatter(scatter));
            case Step.Draw draw -> List.of(DrawKernels.of(draw, seed));
        };
    }

    /** Kernels count elements in 32 bits, one of which is the sign. */
    private static void requireSmall(Step step) {
        Stream.concat(step.reads().stream(), step.writes().stream()).forEach(view -> {
            if (view.end() - view.offset() > Integer.MAX_VALUE || view.shape().size() > Integer.MAX_VALUE) {
                throw new DeviceException("the device has no operations of more than " + Integer.MAX_VALUE
                        + " elements, found one of shape " + view.shape());
            }
        });
    }
}
