package dev.gantry.nd4j;

import dev.gantry.core.tensor.Window;
import dev.gantry.engine.plan.Step.Convolution;
import dev.gantry.engine.plan.Step.Convolution.Wanted;
import dev.gantry.engine.plan.View;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** A convolution by oneDNN. It packs the kernels as the library wants them, or unpacks their gradient. */
final class OneDnnConvolution implements Kernel {

    /** What oneDNN calls its operations and their arguments. */
    private static final int TRAINING = 64;

    private static final int DIRECT = 1;
    private static final long NO_BIAS = 0;
    private static final int FROM = 1;
    private static final int TO = 17;
    private static final int GRADIENT = 128;
    private static final int KERNELS = 33;
    private static final int SCRATCHPAD = 80;

    private final Convolution step;
    private final OneDnnEngine engine;
    private final List<OneDnnPrimitive> work = new ArrayList<>();

    private OneDnnConvolution(Convolution step, OneDnnEngine engine) {
        this.step = step;
        this.engine = engine;
    }

    /** Empty where the library does not know how. */
    static Optional<Kernel> of(Convolution step, Memory memory, OneDnnEngine engine, ScratchMemory scratch) {
        OneDnnConvolution kernel = new OneDnnConvolution(step, engine);
        OptionalLong convolution = kernel.description();
        return convolution.isPresent() && kernel.prepare(convolution.getAsLong(), memory, scratch)
                ? Optional.of(kernel)
                : Optional.empty();
    }

    @Override
    public void run(long unused) {
        for (int i = 0; i < work.size(); i++) {
            work.get(i).run();
        }
    }

    private OptionalLong description() {
        long image = layout(step.image());
        long kernels = engine.anyLayout(sizes(step.kernels()));
        long result = layout(step.result());
        Window w = step.window();
        long[] strides = {w.strideH(), w.strideW()};
        long[] dilations = {w.dilationH() - 1, w.dilationW() - 1};
        long[] pads = {w.padH(), w.padW()};
        OptionalLong forward = engine.description(
                "convolution_forward",
                TRAINING,
                DIRECT,
                image,
                kernels,
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

    /** Makes what is to run, in order, with memory for what is between; false where the library does not know how. */
    private boolean prepare(long convolution, Memory memory, ScratchMemory scratch) {
        boolean gradient = step.wanted() == Wanted.KERNELS;
        long image = engine.memory(layout(step.image()));
        long result = engine.memory(layout(step.result()));
        engine.place(image, memory.address(step.image()));
        engine.place(result, memory.address(step.result()));

        long plainLayout = engine.layout(sizes(step.kernels()), strides(step.kernels()));
        long packedLayout = engine.layoutOf(convolution, kernelArgument());
        boolean packs = !engine.areEqual(plainLayout, packedLayout);
        long plain = engine.memory(plainLayout);
        long packed = packs ? engine.memory(packedLayout) : plain;
        long packedBytes = packs ? ScratchMemory.aligned(engine.bytes(packedLayout)) : 0;

        long padLayout = engine.layoutOf(convolution, SCRATCHPAD);
        long pad = engine.memory(padLayout);
        long padBytes = ScratchMemory.aligned(engine.bytes(padLayout));

        engine.place(plain, memory.address(step.kernels()));
        scratch.add(padBytes + packedBytes, start -> {
            engine.place(pad, start);
            if (packs) {
                engine.place(packed, start + padBytes);
            }
        });

        if (packs && !gradient && !copy(plainLayout, plain, packedLayout, packed)) {
            return false;
        }
        Map<Integer, Long> arguments = new LinkedHashMap<>();
        arguments.put(step.wanted() == Wanted.IMAGE ? FROM + GRADIENT : FROM, image);
        arguments.put(kernelArgument(), packed);
        arguments.put(step.wanted() == Wanted.RESULT ? TO : TO + GRADIENT, result);
        arguments.put(SCRATCHPAD, pad);
        work.add(engine.primitive(convolution, arguments));
        return !packs || !gradient || copy(packedLayout, packed, plainLayout, plain);
    }

    private boolean copy(long fromLayout, long from, long toLayout, long to) {
        OptionalLong copy = engine.copyDescription(fromLayout, toLayout);
        copy.ifPresent(description -> work.add(engine.primitive(description, Map.of(FROM, from, TO, to))));
        return copy.isPresent();
    }

    private int kernelArgument() {
        return step.wanted() == Wanted.KERNELS ? KERNELS + GRADIENT : KERNELS;
    }

    /** For the library axes come in the order N, C, H, W, wherever the elements are. */
    private long layout(View whole) {
        int rows = step.window().rowAxis();
        int[] axes = {0, step.window().channelAxis(), rows, rows + 1};
        long[] sizes = IntStream.of(axes).mapToLong(whole.shape()::size).toArray();
        return engine.layout(
                sizes, IntStream.of(axes).mapToLong(whole.strides()::get).toArray());
    }

    private static long[] sizes(View kernels) {
        return kernels.shape().dimensions().stream().mapToLong(size -> size).toArray();
    }

    private static long[] strides(View kernels) {
        return kernels.strides().stream().mapToLong(stride -> stride).toArray();
    }
}
