package dev.gantry.nd4j;

import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Window;
import dev.gantry.engine.plan.Step.Convolution;
import dev.gantry.engine.plan.Step.Convolution.Wanted;

/**
 * The image of a convolution, where that has few channels: a product gives the pixels of every window, which are added up where
 * windows overlap. The library's own way works on whole vectors of channels, most of them empty then.
 */
final class FoldedProduct implements Kernel {

    /** With more, the library is faster. */
    private static final int MOST_CHANNELS = 8;

    private final Window window;
    private final int images;
    private final int height;
    private final int width;
    private final int channels;
    private final int outputs;
    private final int rows;
    private final int columns;
    private final int kernelHeight;
    private final int kernelWidth;
    private final long image;
    private final long kernels;
    private final long result;

    /** The kernels with their channels last, and the windows of one image. */
    private long packed;

    private long windows;

    FoldedProduct(Convolution step, Memory memory, ScratchMemory scratch) {
        Shape ofImage = step.image().shape();
        Shape ofKernels = step.kernels().shape();
        window = step.window();
        images = ofImage.size(0);
        height = ofImage.size(1);
        width = ofImage.size(2);
        channels = ofImage.size(3);
        outputs = ofKernels.size(0);
        rows = step.result().shape().size(1);
        columns = step.result().shape().size(2);
        kernelHeight = ofKernels.size(2);
        kernelWidth = ofKernels.size(3);
        image = memory.address(step.image());
        kernels = memory.address(step.kernels());
        result = memory.address(step.result());
        long packedBytes = ScratchMemory.aligned(ofKernels.size() * Float.BYTES);
        scratch.add(packedBytes + (long) rows * columns * windowSize() * Float.BYTES, start -> {
            packed = start;
            windows = start + packedBytes;
        });
    }

    /** Whether this is the faster way. */
    static boolean suits(Convolution step) {
        return step.wanted() == Wanted.IMAGE
                && step.window().channelsLast()
                && step.window().dilationW() == 1
                && step.image().shape().size(3) <= MOST_CHANNELS;
    }

    @Override
    public void run(long unused) {
        pack();
        for (int n = 0; n < images; n++) {
            OneDnn.product(
                    false,
                    false,
                    (long) rows * columns,
                    windowSize(),
                    outputs,
                    at(result, (long) n * rows * columns * outputs),
                    outputs,
                    packed,
                    windowSize(),
                    windows,
                    windowSize());
            fold(at(image, (long) n * height * width * channels));
        }
    }

    private int windowSize() {
        return kernelHeight * kernelWidth * channels;
    }

    /** From [O, C, h, w] to [O, h, w, C]. */
    private void pack() {
        int positions = kernelHeight * kernelWidth;
        long to = packed;
        for (int o = 0; o < outputs; o++) {
            for (int position = 0; position < positions; position++) {
                for (int c = 0; c < channels; c++, to += Float.BYTES) {
                    Blocks.set(to, Blocks.get(at(kernels, (o * channels + c) * (long) positions + position)));
                }
            }
        }
    }

    private void fold(long pixels) {
        Blocks.fill(0, pixels, height * width * channels);
        long line = windows;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                int column = j * window.strideW() - window.padW();
                int first = Math.max(0, -column);
                int end = Math.min(kernelWidth, width - column);
                for (int k = 0; k < kernelHeight; k++, line += 4L * kernelWidth * channels) {
                    int row = i * window.strideH() - window.padH() + k * window.dilationH();
                    if (row >= 0 && row < height) {
                        long to = at(pixels, ((long) row * width + column + first) * channels);
                        add(line + 4L * first * channels, to, (end - first) * channels);
                    }
                }
            }
        }
    }

    private static void add(long from, long to, int count) {
        for (long i = 0; i < 4L * count; i += Float.BYTES) {
            Blocks.set(to + i, Blocks.get(to + i) + Blocks.get(from + i));
        }
    }

    private static long at(long address, long element) {
        return address + element * Float.BYTES;
    }
}
