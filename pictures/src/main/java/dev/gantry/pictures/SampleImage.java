package dev.gantry.pictures;

import dev.gantry.core.tensor.Shape;
import java.awt.image.BufferedImage;

/** A sample that is an image, as one. */
public final class SampleImage {

    private SampleImage() {}

    /** Whether samples of this shape are images: {@code [C, H, W]} with 1, 3 or 4 channels. */
    public static boolean canBe(Shape sample) {
        return sample.rank() == 3 && (sample.size(0) == 1 || sample.size(0) == 3 || sample.size(0) == 4);
    }

    /**
     * A sample with its own pixels: with 4 channels, as transparent as the last says.
     *
     * @param sample the shape
     * @param samples values from -1 to 1, one sample behind the other
     */
    public static BufferedImage of(Shape sample, float[] samples, int index) {
        int channels = sample.size(0);
        int height = sample.size(1);
        int width = sample.size(2);
        int plane = height * width;
        int first = Math.toIntExact(index * sample.size());
        BufferedImage image = new BufferedImage(
                width, height, channels == 4 ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < plane; i++) {
            int colour = channels == 4 ? level(samples[first + 3 * plane + i]) : 255;
            for (int channel = 0; channel < 3; channel++) {
                int from = channels == 1 ? 0 : channel;
                colour = colour << 8 | level(samples[first + from * plane + i]);
            }
            image.setRGB(i % width, i / width, colour);
        }
        return image;
    }

    private static int level(float value) {
        return Math.clamp(Math.round((value + 1) * 127.5), 0, 255);
    }
}
