package dev.gantry.pictures;

import dev.gantry.core.tensor.Shape;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;

/**
 * Images in rows, with gaps between and around them.
 *
 * @param image {@code [1, H, W]} for grey or {@code [3, H, W]} for colour, with values from -1 to 1
 */
record ImageGrid(Shape image) implements Picture {

    static final int GAP = 2;

    @Override
    public int sampleCount() {
        return 64;
    }

    @Override
    public int realCount() {
        return 0;
    }

    @Override
    public BufferedImage ofSamples(float[] generated, float[] real) {
        int count = generated.length / Math.toIntExact(image.size());
        int columns = (int) Math.ceil(Math.sqrt(count));
        return draw(generated, count, columns);
    }

    @Override
    public BufferedImage ofInterpolation(float[] samples, int rows, int columns) {
        return draw(samples, rows * columns, columns);
    }

    private BufferedImage draw(float[] samples, int count, int columns) {
        int height = image.size(1);
        int width = image.size(2);
        int rows = Math.ceilDiv(count, columns);
        BufferedImage grid = new BufferedImage(
                GAP + columns * (width + GAP), GAP + rows * (height + GAP), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = grid.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, grid.getWidth(), grid.getHeight());
        graphics.dispose();
        for (int i = 0; i < count; i++) {
            int left = GAP + i % columns * (width + GAP);
            int top = GAP + i / columns * (height + GAP);
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    grid.setRGB(left + x, top + y, colour(samples, i, y, x));
                }
            }
        }
        return grid;
    }

    private int colour(float[] samples, int sample, int y, int x) {
        int colour = 0;
        for (int i = 0; i < 3; i++) {
            int channel = image.size(0) == 1 ? 0 : i;
            int index = ((sample * image.size(0) + channel) * image.size(1) + y) * image.size(2) + x;
            colour = colour << 8 | level(samples[index]);
        }
        return colour;
    }

    private static int level(float value) {
        return Math.clamp(Math.round((value + 1) * 127.5), 0, 255);
    }
}
