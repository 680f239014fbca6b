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

/** Some images of a convolution, on one thread. It packs the kernels as the library wants them, or unpacks their gradient. */
final class ConvolutionShare {

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
    private final long images;
    private final OneDnnEngine engine;
    private final List<OneDnnPrimitive> work = new ArrayList<>();

    /** Where this share's gradient of the kernels is, once the scratch memory has its place. */
    private long kernelGradient;

    private ConvolutionShare(Convolution step, long images, OneDnnEngine engine) {
        this.step = step;
        this.images = images;
        this.engine = engine;
    }

    /**
     * Images {@code first} (inclusive) to {@code end}; empty where the library does not know how. The first share's gradient of
     * the kernels goes where the step wants it.
     */
    static Optional<ConvolutionShare> of(
            Convolution step, int first, int end, Memory memory, OneDnnEngine engine, Scratch scratch) {
        ConvolutionShare share = new ConvolutionShare(step, end - first, engine);
        OptionalLong convolution = share.description();
        return convolution.isPresent() && share.prepare(convolution.getAsLong(), first, memory, scratch)
                ? Optional.of(share)
                : Optional.empty();
    }

    void run() {
        for (int i = 0; i < work.size(); i++) {
            work.get(i).run();
        }
    }

    long kernelGradient() {
        return kernelGradient;
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
    private boolean prepare(long convolution, int first, Memory memory, Scratch scratch) {
        boolean gradient = step.wanted() == Wanted.KERNELS;
        long image = engine.memory(layout(step.image()));
        long result = engine.memory(layout(step.result()));
        engine.place(image, address(memory, step.image(), first));
        engine.place(result, address(memory, step.result(), first));

        long plainLayout = engine.layout(sizes(step.kernels()), strides(step.kernels()));
        long packedLayout = engine.layoutOf(convolution, kernelArgument());
        boolean packs = !engine.areEqual(plainLayout, packedLayout);
        long plain = engine.memory(plainLayout);
        long packed = packs ? engine.memory(packedLayout) : plain;
        long packedBytes = packs ? Scratch.aligned(engine.bytes(packedLayout)) : 0;

        long padLayout = engine.layoutOf(convolution, SCRATCHPAD);
        long pad = engine.memory(padLayout);
        long padBytes = Scratch.aligned(engine.bytes(padLayout));

        boolean addedLater = gradient && first > 0;
        long ownBytes = addedLater ? Scratch.aligned(engine.bytes(plainLayout)) : 0;
        long target = memory.address(step.kernels());
        scratch.add(padBytes + packedBytes + ownBytes, start -> {
            engine.place(pad, start);
            if (packs) {
                engine.place(packed, start + padBytes);
            }
            kernelGradient = addedLater ? start + padBytes + packedBytes : target;
            engine.place(plain, kernelGradient);
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

    /** Of this share's part of an image; for the library axes come in the order N, C, H, W, wherever the elements are. */
    private long layout(View whole) {
        int rows = step.window().rowAxis();
        int[] axes = {0, step.window().channelAxis(), rows, rows + 1};
        long[] sizes = IntStream.of(axes).mapToLong(whole.shape()::size).toArray();
        sizes[0] = images;
        return engine.layout(
                sizes, IntStream.of(axes).mapToLong(whole.strides()::get).toArray());
    }

    private static long[] sizes(View kernels) {
        return kernels.shape().dimensions().stream().mapToLong(size -> size).toArray();
    }

    private static long[] strides(View kernels) {
        return kernels.strides().stream().mapToLong(stride -> stride).toArray();
    }

    private static long address(Memory memory, View view, int image) {
        return memory.address(view) + image * view.strides().getFirst() * Float.BYTES;
    }
}
