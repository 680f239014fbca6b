package dev.gantry.nd4j;

import dev.gantry.core.tensor.Op.BinaryFunction;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Window;

/**
 * The windows of images {@code [N, H, W, C]} as the rows of a matrix, each with its pixels in the order {@code [h, w, C]}. What lies
 * outside of the image is zero.
 */
final class Im2Col {

    /** So few values are added sooner than a loop over vectors begins. */
    private static final int FEW = 32;

    private final Window window;
    private final int height;
    private final int width;
    private final int channels;
    private final int kernelHeight;
    private final int kernelWidth;
    private final int line;
    private final int rows;
    private final int columns;

    /** From one row of the matrix to the next, in elements. */
    private final long apart;

    Im2Col(Window window, Shape image, Shape kernels, Shape result, long apart) {
        this.window = window;
        this.apart = apart;
        height = image.size(1);
        width = image.size(2);
        channels = image.size(3);
        kernelHeight = kernels.size(2);
        kernelWidth = kernels.size(3);
        line = kernelWidth * channels;
        rows = result.size(1);
        columns = result.size(2);
    }

    /** How many windows an image has. */
    int windows() {
        return rows * columns;
    }

    /** Writes the windows of one image. */
    void unfold(long image, long matrix) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                long to = at(matrix, (long) (i * columns + j) * apart);
                int column = j * window.strideW() - window.padW();
                int first = first(column);
                int end = end(column);
                for (int k = 0; k < kernelHeight; k++, to = at(to, line)) {
                    int row = row(i, k);
                    if (row < 0 || row >= height) {
                        Blocks.fill(0, to, line);
                    } else {
                        zeros(to, first);
                        Blocks.copy(at(image, pixel(row, column) + first), at(to, first), end - first);
                        zeros(at(to, end), line - end);
                    }
                }
            }
        }
    }

    /** Writes the image whose pixels are the sums of what the windows hold of them. */
    void fold(long matrix, long image) {
        Blocks.fill(0, image, height * width * channels);
        for (int i = 0; i < rows; i++) {
            for (int k = 0; k < kernelHeight; k++) {
                int row = row(i, k);
                if (row >= 0 && row < height) {
                    addLines(at(matrix, (long) i * columns * apart + (long) k * line), at(image, pixel(row, 0)));
                }
            }
        }
    }

    /** Adds one line of each window in a row of them to a row of pixels. */
    private void addLines(long lines, long pixels) {
        for (int j = 0; j < columns; j++) {
            int column = j * window.strideW() - window.padW();
            int first = first(column);
            add(at(lines, j * apart + first), at(pixels, (long) column * channels + first), end(column) - first);
        }
    }

    private int row(int i, int k) {
        return i * window.strideH() - window.padH() + k * window.dilationH();
    }

    private long pixel(int row, int column) {
        return ((long) row * width + column) * channels;
    }

    /** How many values of a window's row lie left of the image. */
    private int first(int column) {
        return Math.clamp(-column, 0, kernelWidth) * channels;
    }

    /** How many do not lie right of it, and at least those. */
    private int end(int column) {
        return Math.max(first(column), Math.min(kernelWidth, width - column) * channels);
    }

    private static void zeros(long to, int count) {
        if (count > 0) {
            Blocks.fill(0, to, count);
        }
    }

    private static void add(long from, long to, int count) {
        if (count >= FEW) {
            Blocks.binary(BinaryFunction.ADD, to, from, to, count);
        } else {
            Blocks.addFew(from, to, count);
        }
    }

    static long at(long address, long element) {
        return address + element * Float.BYTES;
    }
}
