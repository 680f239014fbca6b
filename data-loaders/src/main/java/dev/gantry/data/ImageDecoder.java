package dev.gantry.data;

import dev.gantry.core.data.DataException;
import dev.gantry.data.ImageFolder.Resize;
import java.awt.Rectangle;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;

/**
 * Makes squares of bytes, {@code [channels, size, size]}, out of image files.
 *
 * @param background what shows through transparent pixels, 0xRRGGBB
 */
record ImageDecoder(int size, Resize resize, int channels, int background, ImageLimits limits) {

    /** What readers only warn of though pixels are lost; stray bytes between complete parts lose none. */
    private static final Pattern LOSS = Pattern.compile(
            "(?!.*extraneous).*(truncated|corrupt|premature|out-of-sequence).*", Pattern.CASE_INSENSITIVE);

    ImageDecoder(int size, Resize resize, int channels, int background) {
        this(
                size,
                resize,
                channels,
                background,
                ImageLimits.ofHeap(Runtime.getRuntime().maxMemory()));
    }

    @FunctionalInterface
    private interface Use<T> {
        T apply(ImageReader reader, boolean inParts) throws IOException;
    }

    /** Reads as much of a file as tells whether it is an image. */
    void check(Path file) {
        use(file, (reader, inParts) -> reading(file, reader, inParts));
    }

    byte[] decode(Path file) {
        return fit(read(file));
    }

    /** The part of an image that is wanted, with as many pixels as may be kept. */
    BufferedImage read(Path file) {
        return use(file, (reader, inParts) -> reader.read(0, reading(file, reader, inParts)));
    }

    private ImageReadParam reading(Path file, ImageReader reader, boolean inParts) throws IOException {
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        (inParts ? limits : limits.ofWhole()).require(file, width, height);
        int side = Math.min(width, height);
        Rectangle part = resize == Resize.CROP
                ? new Rectangle((width - side) / 2, (height - side) / 2, side, side)
                : new Rectangle(width, height);
        return limits.reading(reader.getDefaultReadParam(), file, part, size);
    }

    private static <T> T use(Path file, Use<T> use) {
        // Not a stream with a cache, which would hold all of a file.
        try (ImageInputStream in = new FileImageInputStream(file.toFile())) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new DataException(file + ": is no image; expected PNG, JPEG, GIF or BMP, found " + in.length()
                        + " bytes that are none of these");
            }
            if (PackedBmp.is(in)) {
                throw new DataException(file + ": is a BMP around a JPEG or PNG; save that as a file of its own");
            }
            return use(file, use, readers.next(), in);
        } catch (IOException e) {
            throw new DataException(file + ": cannot be read: " + Reason.of(e), e);
        }
    }

    private static <T> T use(Path file, Use<T> use, ImageReader reader, ImageInputStream in) {
        List<String> losses = new ArrayList<>();
        try {
            boolean inParts = !LosslessJpeg.is(in);
            reader.setInput(in, true, true);
            reader.addIIOReadWarningListener((source, warning) -> {
                if (LOSS.matcher(warning).matches()) {
                    losses.add(warning);
                }
            });
            T result = use.apply(reader, inParts);
            if (!losses.isEmpty()) {
                throw new DataException(file + ": is corrupt or cut off: " + losses.getFirst());
            }
            return result;
        } catch (DataException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // A reader that trusts corrupt data can run into any exception.
            throw new DataException(file + ": is corrupt or cut off: " + Reason.ofContent(e), e);
        } finally {
            reader.dispose();
        }
    }

    /** The square of all of an image. */
    byte[] fit(BufferedImage decoded) {
        BufferedImage image = inKnownColours(decoded);
        TriangleFilter across = new TriangleFilter(image.getWidth(), size);
        TriangleFilter down = new TriangleFilter(image.getHeight(), size);
        float[] colours = new float[3 * size * size];
        for (int y = 0; y < image.getHeight(); y++) {
            float[] row = shrink(argb(image, y), across);
            for (int target = 0; target < size; target++) {
                float weight = down.weight(y, target);
                if (weight != 0) {
                    add(weight, row, colours, target);
                }
            }
        }
        return channels == 3 ? bytes(colours) : bytes(brightness(colours));
    }

    /** Adds to row {@code y} of each channel. */
    private void add(float weight, float[] row, float[] colours, int y) {
        for (int channel = 0; channel < 3; channel++) {
            for (int x = 0; x < size; x++) {
                colours[(channel * size + y) * size + x] += weight * row[channel * size + x];
            }
        }
    }

    /** In sRGB, or gray. */
    private static BufferedImage inKnownColours(BufferedImage image) {
        if (isGray(image) || image.getColorModel().getColorSpace().isCS_sRGB()) {
            return image;
        }
        BufferedImage converted = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_ARGB);
        return new ColorConvertOp(null).filter(image, converted);
    }

    private static boolean isGray(BufferedImage image) {
        return image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY;
    }

    private static int[] argb(BufferedImage image, int y) {
        int width = image.getWidth();
        return isGray(image) ? grayAsArgb(image, y) : image.getRGB(0, y, width, 1, null, 0, width);
    }

    /** {@link BufferedImage#getRGB} takes gray for linear light and would turn 128 into 188; files mean sRGB. */
    private static int[] grayAsArgb(BufferedImage image, int y) {
        int width = image.getWidth();
        int[] argb = new int[width];
        int most = (1 << image.getColorModel().getComponentSize(0)) - 1;
        for (int x = 0; x < width; x++) {
            int gray = image.getRaster().getSample(x, y, 0) * 255 / most;
            int alpha = image.getColorModel().hasAlpha() ? image.getRaster().getSample(x, y, 1) * 255 / most : 255;
            argb[x] = alpha << 24 | gray << 16 | gray << 8 | gray;
        }
        return argb;
    }

    /** A row of pixels before the background, resampled: {@code [3, size]} from 0 to 255. */
    private float[] shrink(int[] argb, TriangleFilter filter) {
        float[] row = new float[3 * size];
        for (int channel = 0; channel < 3; channel++) {
            int shift = 16 - 8 * channel;
            int behind = background >> shift & 0xff;
            for (int target = 0; target < size; target++) {
                float sum = 0;
                int start = filter.start(target);
                float[] weights = filter.weights(target);
                for (int j = 0; j < weights.length; j++) {
                    int pixel = argb[start + j];
                    int alpha = pixel >>> 24;
                    sum += weights[j] * (alpha * (pixel >> shift & 0xff) + (255 - alpha) * behind);
                }
                row[channel * size + target] = sum / 255;
            }
        }
        return row;
    }

    /** Luma by ITU-R BT.601: {@code [1, size, size]}. */
    private float[] brightness(float[] colours) {
        int plane = size * size;
        float[] brightness = new float[plane];
        for (int i = 0; i < plane; i++) {
            brightness[i] = 0.299f * colours[i] + 0.587f * colours[plane + i] + 0.114f * colours[2 * plane + i];
        }
        return brightness;
    }

    private static byte[] bytes(float[] values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) Math.clamp(Math.round(values[i]), 0, 255);
        }
        return bytes;
    }
}
