package dev.gantry.nd4j;

import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Window;
import dev.gantry.engine.plan.Step.Convolution;
import dev.gantry.engine.plan.Step.Convolution.Wanted;
import java.util.List;

/**
 * The image of a convolution, where that has few channels: a product gives the pixels of every window, which are added up where
 * windows overlap. The library's own way works on whole vectors of channels, most of them empty then.
 */
final class FoldedProduct implements Kernel {

    /** With more, the library is faster. */
    private static final int MOST_CHANNELS = 8;

    /** Fewer operations than this are done sooner by one core than handed to another. */
    private static final long PARALLEL_WORK = 400_000;

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
    private final Workers workers;
    private final int shares;

    /** For each share: the kernels with their channels last, and the windows of one image. */
    private final long[] packed;

    private final long[] windows;

    /** Kept, so that handing it over allocates nothing. */
    private final Workers.Work share = this::runShare;

    /**
     * @param scratch one for each thread that may have a share; with one alone, all runs on the calling thread
     */
    FoldedProduct(Convolution step, Memory memory, Workers workers, List<Scratch> scratch) {
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
        this.workers = workers;
        shares = step.flops() < PARALLEL_WORK ? 1 : Math.min(scratch.size(), images);
        packed = new long[shares];
        windows = new long[shares];
        long packedBytes = Scratch.aligned(ofKernels.size() * Float.BYTES);
        for (int i = 0; i < shares; i++) {
            int number = i;
            scratch.get(i).add(packedBytes + (long) rows * columns * windowSize() * Float.BYTES, start -> {
                packed[number] = start;
                windows[number] = start + packedBytes;
            });
        }
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
        if (shares == 1) {
            runShare(0);
        } else {
            workers.run(share);
        }
    }

    private int windowSize() {
        return kernelHeight * kernelWidth * channels;
    }

    private void runShare(int number) {
        if (number >= shares) {
            return;
        }
        pack(packed[number]);
        int end = images * (number + 1) / shares;
        for (int n = images * number / shares; n < end; n++) {
            OneDnn.product(
                    false,
                    false,
                    (long) rows * columns,
                    windowSize(),
                    outputs,
                    at(result, (long) n * rows * columns * outputs),
                    outputs,
                    packed[number],
                    windowSize(),
                    windows[number],
                    windowSize());
            fold(windows[number], at(image, (long) n * height * width * channels));
        }
    }

    /** From [O, C, h, w] to [O, h, w, C]. */
    private void pack(long target) {
        int positions = kernelHeight * kernelWidth;
        long to = target;
        for (int o = 0; o < outputs; o++) {
            for (int position = 0; position < positions; position++) {
                for (int c = 0; c < channels; c++, to += Float.BYTES) {
                    Blocks.set(to, Blocks.get(at(kernels, (o * channels + c) * (long) positions + position)));
                }
            }
        }
    }

    private void fold(long from, long pixels) {
        Blocks.fill(0, pixels, height * width * channels);
        long line = from;
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
