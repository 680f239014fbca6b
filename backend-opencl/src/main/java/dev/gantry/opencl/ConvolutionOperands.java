package dev.gantry.opencl;

import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Window;
import dev.gantry.engine.plan.Step.Convolution;
import java.util.ArrayList;
import java.util.List;

/** The three maps of a convolution as products, whose operands are found where they lie. */
final class ConvolutionOperands {

    private final Convolution step;
    private final Window window;
    private final Images image;
    private final Images result;
    private final int kernelHeight;
    private final int kernelWidth;

    private ConvolutionOperands(Convolution step) {
        this.step = step;
        this.window = step.window();
        this.image = Images.of(step.image().shape(), window);
        this.result = Images.of(step.result().shape(), window);
        this.kernelHeight = step.kernels().shape().size(2);
        this.kernelWidth = step.kernels().shape().size(3);
    }

    static List<TiledProduct.Form> forms(Convolution step) {
        ConvolutionOperands operands = new ConvolutionOperands(step);
        return switch (step.wanted()) {
            case RESULT -> List.of(operands.new OfResult().form());
            case IMAGE -> operands.ofImage();
            case KERNELS -> List.of(operands.new OfKernels().form());
        };
    }

    /** Images, or results, which are images too. */
    private record Images(int count, int channels, int height, int width, boolean channelsLast) {

        static Images of(Shape shape, Window window) {
            return new Images(
                    shape.size(0),
                    shape.size(window.channelAxis()),
                    shape.size(window.rowAxis()),
                    shape.size(window.rowAxis() + 1),
                    window.channelsLast());
        }

        String at(String image, String channel, String y, String x) {
            return channelsLast
                    ? "[((%s * %d + %s) * %d + %s) * %d + %s]".formatted(image, height, y, width, x, channels, channel)
                    : "[((%s * %d + %s) * %d + %s) * %d + %s]".formatted(image, channels, channel, height, y, width, x);
        }

        /** Whether such a pixel is one of the image's. */
        String holds(String y, String x) {
            return "%s >= 0 && %s < %d && %s >= 0 && %s < %d".formatted(y, y, height, x, x, width);
        }
    }

    private String kernel(KernelWriter writer, String out, String in, String y, String x) {
        return writer.place(step.kernels())
                + "[((%s * %d + %s) * %d + %s) * %d + %s]"
                        .formatted(out, image.channels, in, kernelHeight, y, kernelWidth, x);
    }

    /** A number's coordinates along a channel, rows and columns: the channel changes fastest where it does in memory. */
    private void coordinates(
            KernelWriter writer,
            String number,
            String channel,
            int channels,
            String y,
            int height,
            String x,
            int width) {
        writer.line(
                window.channelsLast()
                        ? "int %s = %s %% %d, %s = %s / %d %% %d, %s = %s / %d;"
                                .formatted(
                                        channel,
                                        number,
                                        channels,
                                        x,
                                        number,
                                        channels,
                                        width,
                                        y,
                                        number,
                                        channels * width)
                        : "int %s = %s / %d, %s = %s / %d %% %d, %s = %s %% %d;"
                                .formatted(
                                        channel, number, height * width, y, number, width, height, x, number, width));
    }

    private static void positions(KernelWriter writer, String number, int height, int width) {
        writer.line(
                "int n = %s / %d, i = %s / %d %% %d, j = %s %% %d;",
                number, height * width, number, width, height, number, width);
    }

    /** Rows are pixels of results, columns their channels, terms the elements of a kernel. */
    private final class OfResult implements TiledProduct.Operands {

        TiledProduct.Form form() {
            return new TiledProduct.Form(
                    1,
                    (long) result.count * result.height * result.width,
                    (long) image.channels * kernelHeight * kernelWidth,
                    result.channels,
                    this);
        }

        private void term(KernelWriter writer) {
            coordinates(writer, "(int) term", "c", image.channels, "a", kernelHeight, "b", kernelWidth);
        }

        @Override
        public String left(KernelWriter writer) {
            positions(writer, "(int) row", result.height, result.width);
            term(writer);
            pixel(writer);
            return image.holds("y", "x") + " ? " + writer.place(step.image()) + image.at("n", "c", "y", "x")
                    + " : 0.0f";
        }

        @Override
        public String right(KernelWriter writer) {
            term(writer);
            return kernel(writer, "(int) column", "c", "a", "b");
        }

        @Override
        public String product(KernelWriter writer) {
            positions(writer, "(int) row", result.height, result.width);
            return writer.place(step.result()) + result.at("n", "(int) column", "i", "j");
        }

        @Override
        public boolean leftAlongTerms() {
            return window.channelsLast();
        }

        @Override
        public boolean rightAlongTerms() {
            return true;
        }
    }

    /** The pixel that a kernel's element meets in a position. */
    private void pixel(KernelWriter writer) {
        writer.line("int y = i * %d + a * %d - %d;", window.strideH(), window.dilationH(), window.padH());
        writer.line("int x = j * %d + b * %d - %d;", window.strideW(), window.dilationW(), window.padW());
    }

    /** Rows are channels of results, columns the elements of a kernel, terms pixels of results. */
    private final class OfKernels implements TiledProduct.Operands {

        TiledProduct.Form form() {
            return new TiledProduct.Form(
                    1,
                    result.channels,
                    (long) result.count * result.height * result.width,
                    (long) image.channels * kernelHeight * kernelWidth,
                    this);
        }

        private void column(KernelWriter writer) {
            coordinates(writer, "(int) column", "c", image.channels, "a", kernelHeight, "b", kernelWidth);
        }

        @Override
        public String left(KernelWriter writer) {
            positions(writer, "(int) term", result.height, result.width);
            return writer.place(step.result()) + result.at("n", "(int) row", "i", "j");
        }

        @Override
        public String right(KernelWriter writer) {
            positions(writer, "(int) term", result.height, result.width);
            column(writer);
            pixel(writer);
            return image.holds("y", "x") + " ? " + writer.place(step.image()) + image.at("n", "c", "y", "x")
                    + " : 0.0f";
        }

        @Override
        public String product(KernelWriter writer) {
            column(writer);
            return kernel(writer, "(int) row", "c", "a", "b");
        }

        @Override
        public boolean leftAlongTerms() {
            return !window.channelsLast();
        }

        @Override
        public boolean rightAlongTerms() {
            return !window.channelsLast();
        }
    }

    /**
     * A product for each remainder of rows and of columns by the stride: in each, every term but those at the edge counts.
     */
    private List<TiledProduct.Form> ofImage() {
        List<TiledProduct.Form> forms = new ArrayList<>();
        for (int y = 0; y < Math.min(window.strideH(), image.height); y++) {
            for (int x = 0; x < Math.min(window.strideW(), image.width); x++) {
                Taps rows = Taps.of(y, window.strideH(), window.padH(), window.dilationH(), kernelHeight, image.height);
                Taps columns =
                        Taps.of(x, window.strideW(), window.padW(), window.dilationW(), kernelWidth, image.width);
                forms.add(new OfImage(rows, columns).form());
            }
        }
        return forms;
    }

    /**
     * What meets the pixels whose row, or column, has a remainder by the stride.
     *
     * @param remainder the first of these pixels; the others follow by the stride
     * @param pixels how many they are
     * @param first the kernel's first element that meets them; the others follow by {@code step}
     * @param count how many elements those are; 0 if none does
     * @param position of the result at the first pixel and element; less by {@code back} for each further element
     */
    private record Taps(int remainder, int stride, int pixels, int first, int step, int count, int position, int back) {

        static Taps of(int remainder, int stride, int pad, int dilation, int kernel, int size) {
            int common = greatestCommonDivisor(stride, dilation);
            int step = stride / common;
            int first = 0;
            while (first < step && Math.floorMod(remainder + pad - first * dilation, stride) != 0) {
                first++;
            }
            int count = first < Math.min(step, kernel) ? Math.ceilDiv(kernel - first, step) : 0;
            int position = Math.floorDiv(remainder + pad - first * dilation, stride);
            int pixels = Math.ceilDiv(size - remainder, stride);
            return new Taps(remainder, stride, pixels, first, step, count, position, dilation / common);
        }

        private static int greatestCommonDivisor(int a, int b) {
            return b == 0 ? a : greatestCommonDivisor(b, a % b);
        }

        String pixel(String number) {
            return "(%d + %s * %d)".formatted(remainder, number, stride);
        }

        String element(String number) {
            return "(%d + %s * %d)".formatted(first, number, step);
        }
    }

    /** Rows are pixels of images, columns their channels, terms elements of a kernel and channels of results. */
    private final class OfImage implements TiledProduct.Operands {

        private final Taps rows;
        private final Taps columns;
        private final boolean meets;

        OfImage(Taps rows, Taps columns) {
            this.rows = rows;
            this.columns = columns;
            this.meets = rows.count > 0 && columns.count > 0;
        }

        TiledProduct.Form form() {
            return new TiledProduct.Form(
                    1,
                    (long) image.count * rows.pixels * columns.pixels,
                    meets ? (long) result.channels * rows.count * columns.count : 1,
                    image.channels,
                    this);
        }

        private void term(KernelWriter writer) {
            coordinates(writer, "(int) term", "o", result.channels, "a", rows.count, "b", columns.count);
        }

        @Override
        public String left(KernelWriter writer) {
            if (!meets) {
                return "0.0f";
            }
            positions(writer, "(int) row", rows.pixels, columns.pixels);
            term(writer);
            writer.line("int y = i + %d - a * %d;", rows.position, rows.back);
            writer.line("int x = j + %d - b * %d;", columns.position, columns.back);
            return result.holds("y", "x") + " ? " + writer.place(step.result()) + result.at("n", "o", "y", "x")
                    + " : 0.0f";
        }

        @Override
        public String right(KernelWriter writer) {
            if (!meets) {
                return "0.0f";
            }
            term(writer);
            return kernel(writer, "o", "(int) column", rows.element("a"), columns.element("b"));
        }

        @Override
        public String product(KernelWriter writer) {
            positions(writer, "(int) row", rows.pixels, columns.pixels);
            return writer.place(step.image()) + image.at("n", "(int) column", rows.pixel("i"), columns.pixel("j"));
        }

        @Override
        public boolean leftAlongTerms() {
            return window.channelsLast();
        }

        @Override
        public boolean rightAlongTerms() {
            return !window.channelsLast();
        }
    }
}
