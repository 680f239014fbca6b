package dev.gantry.data;

import dev.gantry.core.data.Samples;
import java.awt.image.BufferedImage;
import java.util.stream.IntStream;

/** Images of a few pixels, for tests, and the bytes that samples were made of. */
final class SmallImages {

    /** Behind the files that cannot be read. */
    static final String CURE = ". What cannot be read is left out where 'unreadable' is skip";

    static final int RED = 0xffff0000;
    static final int GREEN = 0xff00ff00;
    static final int BLUE = 0xff0000ff;
    static final int BLACK = 0xff000000;
    static final int WHITE = 0xffffffff;

    private SmallImages() {}

    static BufferedImage rgb(int width, int... pixels) {
        return image(BufferedImage.TYPE_INT_RGB, width, pixels);
    }

    static BufferedImage argb(int width, int... pixels) {
        return image(BufferedImage.TYPE_INT_ARGB, width, pixels);
    }

    static BufferedImage image(int type, int width, int... pixels) {
        BufferedImage image = new BufferedImage(width, pixels.length / width, type);
        image.setRGB(0, 0, width, pixels.length / width, pixels, 0, width);
        return image;
    }

    /** Red, green, blue and white. */
    static BufferedImage quarters(int width, int height) {
        int[] colours = {RED, GREEN, BLUE, WHITE};
        return rgb(
                width,
                IntStream.range(0, width * height)
                        .map(i -> colours[2 * (i / width * 2 / height) + i % width * 2 / width])
                        .toArray());
    }

    /** The bytes, 0 to 255, that a sample was made of. */
    static int[] bytes(Samples samples, long index) {
        float[] target = new float[(int) samples.shape().size()];
        samples.read(index, target, 0);
        return IntStream.range(0, target.length)
                .map(i -> Math.round((target[i] + 1) * 127.5f))
                .toArray();
    }
}
