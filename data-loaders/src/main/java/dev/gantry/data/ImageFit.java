package dev.gantry.data;

import dev.gantry.data.ImageFolder.Resize;
import java.awt.Rectangle;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.util.Arrays;

/**
 * Makes pixels of one size and kind of images of any.
 *
 * @param channels 1 for brightness, 3 for colours, 4 for colours and how opaque they are
 * @param background what shows through transparent pixels and around padded images, 0xRRGGBB; with 4 channels the colour of what is
 *     transparent
 */
record ImageFit(Resize resize, int channels, int background) {

    /** What is looked at of an image. */
    Rectangle part(int width, int height, ImageSize target) {
        if (resize != Resize.CROP) {
            return new Rectangle(width, height);
        }
        double scale = Math.min((double) width / target.width(), (double) height / target.height());
        int across = Math.clamp(Math.round(target.width() * scale), 1, width);
        int down = Math.clamp(Math.round(target.height() * scale), 1, height);
        return new Rectangle((width - across) / 2, (height - down) / 2, across, down);
    }

    /** The part of an image as the size has it: {@code [channels, height, width]}. */
    byte[] fit(BufferedImage decoded, ImageSize target) {
        BufferedImage image = inKnownColours(decoded);
        ImageSize drawn = resize == Resize.PAD ? inside(image, target) : target;
        float[] planes = padded(resampled(image, drawn), drawn, target);
        return switch (channels) {
            case 1 -> bytes(brightness(planes));
            case 3 -> bytes(planes);
            default -> bytes(straight(planes));
        };
    }

    /** The largest size in the target that has the image's proportions. */
    private static ImageSize inside(BufferedImage image, ImageSize target) {
        double scale =
                Math.min((double) target.width() / image.getWidth(), (double) target.height() / image.getHeight());
        return new ImageSize(
                Math.clamp(Math.round(image.getHeight() * scale), 1, target.height()),
                Math.clamp(Math.round(image.getWidth() * scale), 1, target.width()));
    }

    /** The colours before the background; with 4 channels, times how opaque they are, and that. */
    private int planes() {
        return channels == 4 ? 4 : 3;
    }

    private float[] resampled(BufferedImage image, ImageSize drawn) {
        TriangleFilter across = new TriangleFilter(image.getWidth(), drawn.width());
        TriangleFilter down = new TriangleFilter(image.getHeight(), drawn.height());
        float[] planes = new float[planes() * drawn.pixels()];
        for (int y = 0; y < image.getHeight(); y++) {
            float[] row = shrink(argb(image, y), across, drawn.width());
            for (int target = 0; target < drawn.height(); target++) {
                float weight = down.weight(y, target);
                if (weight != 0) {
                    add(weight, row, planes, target, drawn);
                }
            }
        }
        return planes;
    }

    /** Adds to row {@code y} of each plane. */
    private void add(float weight, float[] row, float[] planes, int y, ImageSize drawn) {
        for (int plane = 0; plane < planes(); plane++) {
            for (int x = 0; x < drawn.width(); x++) {
                planes[(plane * drawn.height() + y) * drawn.width() + x] += weight * row[plane * drawn.width() + x];
            }
        }
    }

    /** In the middle of the background. */
    private float[] padded(float[] planes, ImageSize drawn, ImageSize target) {
        if (drawn.equals(target)) {
            return planes;
        }
        int left = (target.width() - drawn.width()) / 2;
        int top = (target.height() - drawn.height()) / 2;
        float[] padded = new float[planes() * target.pixels()];
        for (int plane = 0; plane < planes(); plane++) {
            Arrays.fill(padded, plane * target.pixels(), (plane + 1) * target.pixels(), behind(plane));
            for (int y = 0; y < drawn.height(); y++) {
                System.arraycopy(
                        planes,
                        (plane * drawn.height() + y) * drawn.width(),
                        padded,
                        (plane * target.height() + top + y) * target.width() + left,
                        drawn.width());
            }
        }
        return padded;
    }

    /** What a plane has where nothing is opaque. */
    private int behind(int plane) {
        return channels == 4 ? 0 : background >> 16 - 8 * plane & 0xff;
    }

    /** In sRGB, or gray. */
    private static BufferedImage inKnownColours(BufferedImage image) {
        if (isGray(image) || image.getColorModel().getColorSpace().isCS_sRGB()) {
            return image;
        }
        BufferedImage converted = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_ARGB);
        return new ColorConvertOp(null).filter(image, converted);
    }

    static boolean isGray(BufferedImage image) {
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

    /** A row of pixels, resampled: {@code [planes, width]} from 0 to 255. */
    private float[] shrink(int[] argb, TriangleFilter filter, int width) {
        float[] row = new float[planes() * width];
        for (int channel = 0; channel < 3; channel++) {
            int shift = 16 - 8 * channel;
            int behind = behind(channel);
            for (int target = 0; target < width; target++) {
                float sum = 0;
                int start = filter.start(target);
                float[] weights = filter.weights(target);
                for (int j = 0; j < weights.length; j++) {
                    int pixel = argb[start + j];
                    int alpha = pixel >>> 24;
                    sum += weights[j] * (alpha * (pixel >> shift & 0xff) + (255 - alpha) * behind);
                }
                row[channel * width + target] = sum / 255;
            }
        }
        for (int target = 0; planes() == 4 && target < width; target++) {
            float[] weights = filter.weights(target);
            for (int j = 0; j < weights.length; j++) {
                row[3 * width + target] += weights[j] * (argb[filter.start(target) + j] >>> 24);
            }
        }
        return row;
    }

    /** Luma by ITU-R BT.601: {@code [1, height, width]}. */
    private static float[] brightness(float[] colours) {
        int plane = colours.length / 3;
        float[] brightness = new float[plane];
        for (int i = 0; i < plane; i++) {
            brightness[i] = 0.299f * colours[i] + 0.587f * colours[plane + i] + 0.114f * colours[2 * plane + i];
        }
        return brightness;
    }

    /** Colours that were multiplied by how opaque they are, as they were before; what is transparent has the background's. */
    private float[] straight(float[] planes) {
        int plane = planes.length / 4;
        for (int i = 0; i < plane; i++) {
            float alpha = planes[3 * plane + i];
            for (int channel = 0; channel < 3; channel++) {
                int at = channel * plane + i;
                planes[at] = alpha < 0.5f ? background >> 16 - 8 * channel & 0xff : planes[at] * 255 / alpha;
            }
        }
        return planes;
    }

    private static byte[] bytes(float[] values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) Math.clamp(Math.round(values[i]), 0, 255);
        }
        return bytes;
    }
}
