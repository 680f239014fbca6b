package dev.gantry.pictures;

import dev.gantry.core.tensor.Shape;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;

/**
 * Images in rows, with gaps between and around them; transparent ones on a checkerboard. Few classes have several rows each, with
 * larger gaps between classes: the grid is about as high as wide.
 *
 * @param image {@code [1, H, W]} for grey, {@code [3, H, W]} for colour or {@code [4, H, W]} with transparency, with values from -1 to
 *     1
 * @param classes that samples take turns in, each of which has rows of its own; 0 for none
 */
record ImageGrid(Shape image, int classes) implements Picture {

    static final int GAP = 2;

    /** Beside the usual gap. */
    static final int CLASS_GAP = 6;

    private static final int USUAL_COUNT = 64;
    private static final int LEAST_OF_A_CLASS = 8;
    private static final int MOST_OF_A_CLASS = 16;

    /** With more, a picture would be taller than anyone looks at. */
    private static final int MOST_ROWS = 100;

    /** Of all samples: 64 MiB. */
    private static final int MOST_VALUES = 1 << 24;

    private static final int SQUARE = 4;
    private static final Color LIGHT = new Color(0xffffff);
    private static final Color DARK = new Color(0xcccccc);

    ImageGrid(Shape image) {
        this(image, 0);
    }

    @Override
    public int sampleCount() {
        if (!hasRowsOfClasses(classes)) {
            return USUAL_COUNT;
        }
        long ofAClass = Math.clamp(USUAL_COUNT / classes, LEAST_OF_A_CLASS, MOST_OF_A_CLASS);
        return (int) Math.min(classes * ofAClass, Math.max(USUAL_COUNT, MOST_VALUES / image.size()));
    }

    /** Whether so many samples have a row for each class. */
    private boolean hasRowsOfClasses(int count) {
        return classes > 1 && classes <= MOST_ROWS && count >= classes;
    }

    @Override
    public int realCount() {
        return 0;
    }

    @Override
    public BufferedImage ofSamples(float[] generated, float[] real) {
        int count = generated.length / Math.toIntExact(image.size());
        if (!hasRowsOfClasses(count)) {
            return draw(generated, count, (int) Math.ceil(Math.sqrt(count)));
        }
        int ofAClass = Math.ceilDiv(count, classes);
        int rows = (int) Math.max(1, Math.sqrt((double) ofAClass / classes));
        int columns = Math.ceilDiv(ofAClass, rows);
        int apart = rows > 1 ? CLASS_GAP : 0;
        BufferedImage grid = blank(classes * rows, columns, (classes - 1) * apart);
        for (int i = 0; i < count; i++) {
            int label = i % classes;
            int place = i / classes;
            draw(grid, generated, i, label * rows + place / columns, place % columns, label * apart);
        }
        return grid;
    }

    @Override
    public BufferedImage ofInterpolation(float[] samples, int rows, int columns) {
        return draw(samples, rows * columns, columns);
    }

    private BufferedImage draw(float[] samples, int count, int columns) {
        BufferedImage grid = blank(Math.ceilDiv(count, columns), columns, 0);
        for (int i = 0; i < count; i++) {
            draw(grid, samples, i, i / columns, i % columns, 0);
        }
        return grid;
    }

    private BufferedImage blank(int rows, int columns, int more) {
        BufferedImage grid = new BufferedImage(
                GAP + columns * (image.size(2) + GAP),
                GAP + rows * (image.size(1) + GAP) + more,
                BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = grid.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, grid.getWidth(), grid.getHeight());
        graphics.dispose();
        return grid;
    }

    private void draw(BufferedImage grid, float[] samples, int sample, int row, int column, int below) {
        int left = GAP + column * (image.size(2) + GAP);
        int top = GAP + row * (image.size(1) + GAP) + below;
        Graphics2D graphics = grid.createGraphics();
        if (image.size(0) == 4) {
            drawCheckerboard(graphics, left, top);
        }
        graphics.drawImage(SampleImage.of(image, samples, sample), left, top, null);
        graphics.dispose();
    }

    private void drawCheckerboard(Graphics2D graphics, int left, int top) {
        for (int y = 0; y < image.size(1); y += SQUARE) {
            for (int x = 0; x < image.size(2); x += SQUARE) {
                graphics.setColor((x + y) / SQUARE % 2 == 0 ? LIGHT : DARK);
                graphics.fillRect(
                        left + x, top + y, Math.min(SQUARE, image.size(2) - x), Math.min(SQUARE, image.size(1) - y));
            }
        }
    }
}
