package dev.gantry.nd4j;

import dev.gantry.core.tensor.Window;
import dev.gantry.engine.plan.Precision;
import dev.gantry.engine.plan.Step.Convolution;
import dev.gantry.engine.plan.Step.Convolution.Wanted;
import dev.gantry.engine.plan.View;
import dev.gantry.nd4j.OneDnnKernel.Argument;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** A convolution by oneDNN, which has the kernels, or their gradient, in a layout of its own. */
final class OneDnnConvolution {

    /** What oneDNN calls its operations and their arguments. */
    private static final int TRAINING = 64;

    private static final int DIRECT = 1;
    private static final long NO_BIAS = 0;
    private static final int IMAGE = 1;
    private static final int RESULT = 17;
    private static final int KERNELS = 33;
    private static final int GRADIENT = 128;

    private final Convolution step;
    private final Precision precision;
    private final OneDnnEngine engine;

    private OneDnnConvolution(Convolution step, Precision precision, OneDnnEngine engine) {
        this.step = step;
        this.precision = precision;
        this.engine = engine;
    }

    /**
     * Empty where the library does not know how.
     *
     * @param precision that the operands are multiplied in, in which they are exact
     */
    static Optional<Kernel> of(
            Convolution step, Precision precision, Memory memory, OneDnnEngine engine, ScratchMemory scratch) {
        OneDnnConvolution convolution = new OneDnnConvolution(step, precision, engine);
        OptionalLong description = convolution.description();
        return description.isPresent()
                ? OneDnnKernel.of(description.getAsLong(), convolution.arguments(memory), engine, scratch)
                : Optional.empty();
    }

    private OptionalLong description() {
        Window w = step.window();
        long[] strides = {w.strideH(), w.strideW()};
        long[] dilations = {w.dilationH() - 1, w.dilationW() - 1};
        long[] pads = {w.padH(), w.padW()};
        long result = layout(step.result(), precision(Wanted.RESULT));
        OptionalLong forward = engine.description(
                "convolution_forward",
                TRAINING,
                DIRECT,
                layout(step.image(), precision),
                engine.anyLayout(precision, sizes(step.kernels())),
                NO_BIAS,
                result,
                strides,
                dilations,
                pads,
                pads);
        if (forward.isEmpty() || step.wanted() == Wanted.RESULT) {
            return forward;
        }
        long hint = forward.getAsLong();
        long image = layout(step.image(), precision(Wanted.IMAGE));
        long kernels = engine.anyLayout(precision(Wanted.KERNELS), sizes(step.kernels()));
        return step.wanted() == Wanted.IMAGE
                ? engine.description(
                        "convolution_backward_data",
                        DIRECT,
                        image,
                        kernels,
                        result,
                        strides,
                        dilations,
                        pads,
                        pads,
                        hint)
                : engine.description(
                        "convolution_backward_weights",
                        DIRECT,
                        image,
                        kernels,
                        NO_BIAS,
                        result,
                        strides,
                        dilations,
                        pads,
                        pads,
                        hint);
    }

    private List<Argument> arguments(Memory memory) {
        boolean gradient = step.wanted() != Wanted.RESULT;
        long kernels = engine.layout(Precision.FLOAT32, sizes(step.kernels()), strides(step.kernels()));
        return List.of(
                argument(Wanted.IMAGE, IMAGE, layout(step.image(), Precision.FLOAT32), memory.address(step.image())),
                argument(Wanted.KERNELS, KERNELS, kernels, memory.address(step.kernels())),
                argument(
                        gradient ? RESULT + GRADIENT : RESULT,
                        !gradient,
                        layout(step.result(), Precision.FLOAT32),
                        memory.address(step.result())));
    }

    private Argument argument(Wanted which, int number, long layout, long address) {
        boolean isWanted = step.wanted() == which;
        return argument(isWanted ? number + GRADIENT : number, isWanted, layout, address);
    }

    private Argument argument(int number, boolean isResult, long layout, long address) {
        long memory = engine.memory(layout);
        engine.place(memory, address);
        return new Argument(number, layout, memory, isResult);
    }

    /** What is wanted is a sum. */
    private Precision precision(Wanted which) {
        return step.wanted() == which ? Precision.FLOAT32 : precision;
    }

    /** For the library axes come in the order N, C, H, W, wherever the elements are. */
    private long layout(View whole, Precision ofElements) {
        int rows = step.window().rowAxis();
        int[] axes = {0, step.window().channelAxis(), rows, rows + 1};
        long[] sizes = IntStream.of(axes).mapToLong(whole.shape()::size).toArray();
        return engine.layout(
                ofElements,
                sizes,
                IntStream.of(axes).mapToLong(whole.strides()::get).toArray());
    }

    private static long[] sizes(View kernels) {
        return kernels.shape().dimensions().stream().mapToLong(size -> size).toArray();
    }

    private static long[] strides(View kernels) {
        return kernels.strides().stream().mapToLong(stride -> stride).toArray();
    }
}
