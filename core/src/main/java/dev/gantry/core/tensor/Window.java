package dev.gantry.core.tensor;

/**
 * How a convolution's kernel moves over an image.
 *
 * @param strideH rows between two positions, at least 1
 * @param strideW columns between two positions, at least 1
 * @param padH zero rows added above and below, at least 0
 * @param padW zero columns added left and right, at least 0
 * @param dilationH rows between two kernel elements, at least 1
 * @param dilationW columns between two kernel elements, at least 1
 * @param channelsLast whether images are {@code [N, H, W, C]}; otherwise they are {@code [N, C, H, W]}. Kernels are
 *     {@code [O, C, h, w]} in any case
 */
public record Window(int strideH, int strideW, int padH, int padW, int dilationH, int dilationW, boolean channelsLast) {

    public Window {
        if (strideH < 1 || strideW < 1 || padH < 0 || padW < 0 || dilationH < 1 || dilationW < 1) {
            throw new ShapeException("a window needs strides and dilations of at least 1 and paddings of at least 0,"
                    + " found strides " + strideH + "x" + strideW + ", paddings " + padH + "x" + padW
                    + ", dilations " + dilationH + "x" + dilationW);
        }
    }

    /** A window on images whose channels come first. */
    public Window(int strideH, int strideW, int padH, int padW, int dilationH, int dilationW) {
        this(strideH, strideW, padH, padW, dilationH, dilationW, false);
    }

    /** A window of equal stride and padding on both axes, undilated. */
    public static Window of(int stride, int padding) {
        return new Window(stride, stride, padding, padding, 1, 1);
    }

    /** The same window on images whose channels come last. */
    public Window withChannelsLast() {
        return new Window(strideH, strideW, padH, padW, dilationH, dilationW, true);
    }

    /** The axis of an image's channels. */
    public int channelAxis() {
        return channelsLast ? 3 : 1;
    }

    /** The axis of an image's rows, before that of its columns. */
    public int rowAxis() {
        return channelsLast ? 1 : 2;
    }

    /** The shape of an image convolved with kernels {@code [O, C, h, w]}: the image's, with O channels and another size. */
    public Shape convolved(Shape image, Shape kernel) {
        if (image.rank() != 4 || kernel.rank() != 4 || image.size(channelAxis()) != kernel.size(1)) {
            throw new ShapeException("a convolution needs an image " + (channelsLast ? "[N, H, W, C]" : "[N, C, H, W]")
                    + " and kernels [O, C, h, w], found " + image + " and " + kernel);
        }
        int height = extent(image.size(rowAxis()), kernel.size(2), strideH, padH, dilationH);
        int width = extent(image.size(rowAxis() + 1), kernel.size(3), strideW, padW, dilationW);
        if (height < 1 || width < 1) {
            throw new ShapeException("kernels " + kernel + " are larger than the padded image " + image);
        }
        return image.with(channelAxis(), kernel.size(0)).with(rowAxis(), height).with(rowAxis() + 1, width);
    }

    private static int extent(int size, int kernel, int stride, int padding, int dilation) {
        return Shape.extent(Math.floorDiv(size + 2L * padding - (long) dilation * (kernel - 1) - 1, stride) + 1);
    }
}
