package dev.gantry.nd4j;

import static dev.gantry.nd4j.Im2Col.at;

import dev.gantry.core.tensor.Op.BinaryFunction;
import dev.gantry.core.tensor.Shape;
import dev.gantry.engine.plan.Precision;
import dev.gantry.engine.plan.Step.Convolution;
import dev.gantry.engine.plan.Step.Convolution.Wanted;
import dev.gantry.nd4j.OneDnnMatMul.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A convolution of images with channels last as products of matrices: their windows, and the kernels. */
final class ProductConvolution implements Kernel {

    private static final int FEW_CHANNELS = 8;
    private static final int FEW_WINDOWS = 64;

    /** How many windows of a product; more would only take more memory. */
    private static final int WINDOWS = 512;

    /** What is made of some images in a row. */
    private record Part(int first, int count, Kernel product) {}

    private final Wanted wanted;
    private final Im2Col im2Col;
    private final int images;
    private final int channels;
    private final int outputs;
    private final int positions;
    private final long apart;
    private final long imageSize;
    private final long image;
    private final long kernels;
    private final List<Part> parts = new ArrayList<>();

    /** The kernels as a matrix {@code [O, h * w * C]}, what further images add to their gradient, and windows. */
    private long packed;

    private long added;
    private long windows;

    private ProductConvolution(Convolution step, Memory memory) {
        Shape ofImage = step.image().shape();
        Shape ofKernels = step.kernels().shape();
        wanted = step.wanted();
        images = ofImage.size(0);
        imageSize = ofImage.dropFirst().size();
        outputs = ofKernels.size(0);
        channels = ofKernels.size(1);
        positions = ofKernels.size(2) * ofKernels.size(3);
        apart = apart(positions * channels);
        im2Col = new Im2Col(step.window(), ofImage, ofKernels, step.result().shape(), apart);
        image = memory.address(step.image());
        kernels = memory.address(step.kernels());
    }

    /**
     * Empty where the library is faster, or does not know how.
     *
     * @param precision that the library would multiply in
     */
    static Optional<Kernel> of(
            Convolution step, Precision precision, Memory memory, OneDnnEngine engine, ScratchMemory scratch) {
        return suits(step, precision) ? always(step, memory, engine, scratch) : Optional.empty();
    }

    /** Empty where the library does not know how. */
    static Optional<Kernel> always(Convolution step, Memory memory, OneDnnEngine engine, ScratchMemory scratch) {
        ProductConvolution kernel = new ProductConvolution(step, memory);
        return kernel.prepare(memory.address(step.result()), engine, scratch) ? Optional.of(kernel) : Optional.empty();
    }

    /**
     * Whether this is the faster way: the library's own works on whole vectors of channels, and copies all kernels for few windows.
     * Without the vectors of AVX-512 it is slow in gradients. In less than single precision it is faster elsewhere.
     */
    private static boolean suits(Convolution step, Precision precision) {
        if (!step.window().channelsLast() || step.window().dilationW() != 1) {
            return false;
        }
        boolean fewChannels = step.image().shape().size(3) <= FEW_CHANNELS;
        if (precision != Precision.FLOAT32) {
            return step.wanted() == Wanted.IMAGE && fewChannels;
        }
        int outputs = step.kernels().shape().size(0);
        long windows = step.result().shape().size() / outputs;
        long windowsOfImage = windows / step.image().shape().size(0);
        return switch (step.wanted()) {
            case RESULT -> windows < outputs;
            case IMAGE -> fewChannels || windows < outputs || windowsOfImage <= FEW_WINDOWS && !OneDnn.hasAvx512();
            case KERNELS -> !fewChannels && (windows <= outputs || !OneDnn.hasAvx512());
        };
    }

    /** Rows whose distance is a power of two would fall into the same few places of the cache. */
    private static long apart(int size) {
        return size % 128 == 0 ? size + 16 : size;
    }

    private boolean prepare(long result, OneDnnEngine engine, ScratchMemory scratch) {
        int most = Math.clamp(WINDOWS / im2Col.windows(), 1, images);
        ScratchMemory ofProducts = new ScratchMemory();
        for (int first = 0; first < images; first += most) {
            int count = Math.min(most, images - first);
            Optional<Kernel> product =
                    product(first, count, at(result, (long) first * im2Col.windows() * outputs), engine, ofProducts);
            if (product.isEmpty()) {
                return false;
            }
            parts.add(new Part(first, count, product.get()));
        }
        long kernelBytes = ScratchMemory.aligned(outputs * apart * Float.BYTES);
        long addedBytes = wanted == Wanted.KERNELS && parts.size() > 1 ? kernelBytes : 0;
        long windowBytes = ScratchMemory.aligned((long) most * im2Col.windows() * apart * Float.BYTES);
        scratch.add(kernelBytes + addedBytes + windowBytes + ofProducts.size(), start -> {
            packed = start;
            added = packed + kernelBytes;
            windows = added + addedBytes;
            ofProducts.place(windows + windowBytes);
        });
        return true;
    }

    private Optional<Kernel> product(
            int first, int count, long results, OneDnnEngine engine, ScratchMemory ofProducts) {
        long rows = (long) count * im2Col.windows();
        long size = (long) positions * channels;
        boolean transposed = wanted == Wanted.KERNELS;
        Matrix ofResults = transposed
                ? Matrix.of(engine, new long[] {outputs, rows}, 1, outputs)
                : Matrix.of(engine, new long[] {rows, outputs}, outputs, 1);
        Matrix ofWindows = Matrix.of(engine, new long[] {rows, size}, apart, 1);
        Matrix ofKernels = wanted == Wanted.RESULT
                ? Matrix.of(engine, new long[] {size, outputs}, 1, apart)
                : Matrix.of(engine, new long[] {outputs, size}, apart, 1);
        engine.place(ofResults.memory(), results);
        ofProducts.add(0, _ -> {
            engine.place(ofWindows.memory(), windows);
            engine.place(ofKernels.memory(), transposed && first > 0 ? added : packed);
        });
        return switch (wanted) {
            case RESULT -> OneDnnMatMul.of(Precision.FLOAT32, ofWindows, ofKernels, ofResults, engine, ofProducts);
            case IMAGE -> OneDnnMatMul.of(Precision.FLOAT32, ofResults, ofKernels, ofWindows, engine, ofProducts);
            case KERNELS -> OneDnnMatMul.of(Precision.FLOAT32, ofResults, ofWindows, ofKernels, engine, ofProducts);
        };
    }

    @Override
    public void run(long step) {
        if (wanted != Wanted.KERNELS) {
            pack();
        }
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            if (wanted != Wanted.IMAGE) {
                unfold(part);
            }
            part.product.run(step);
            if (wanted == Wanted.IMAGE) {
                fold(part);
            } else if (wanted == Wanted.KERNELS && i > 0) {
                Blocks.binary(BinaryFunction.ADD, packed, added, packed, Math.toIntExact(outputs * apart));
            }
        }
        if (wanted == Wanted.KERNELS) {
            unpack();
        }
    }

    private void unfold(Part part) {
        for (int n = 0; n < part.count; n++) {
            im2Col.unfold(image(part, n), windowsOf(n));
        }
    }

    private void fold(Part part) {
        for (int n = 0; n < part.count; n++) {
            im2Col.fold(windowsOf(n), image(part, n));
        }
    }

    private long image(Part part, int n) {
        return at(image, (part.first + n) * imageSize);
    }

    private long windowsOf(int n) {
        return at(windows, (long) n * im2Col.windows() * apart);
    }

    /** From [O, C, h, w] to [O, h, w, C]. */
    private void pack() {
        for (int o = 0; o < outputs; o++) {
            long to = at(packed, o * apart);
            for (int position = 0; position < positions; position++) {
                for (int c = 0; c < channels; c++, to += Float.BYTES) {
                    Blocks.set(to, Blocks.get(kernel(o, c, position)));
                }
            }
        }
    }

    private void unpack() {
        for (int o = 0; o < outputs; o++) {
            long from = at(packed, o * apart);
            for (int position = 0; position < positions; position++) {
                for (int c = 0; c < channels; c++, from += Float.BYTES) {
                    Blocks.set(kernel(o, c, position), Blocks.get(from));
                }
            }
        }
    }

    private long kernel(int o, int c, int position) {
        return at(kernels, ((long) o * channels + c) * positions + position);
    }
}
