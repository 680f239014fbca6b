package dev.gantry.pictures;

import java.awt.Color;
import java.awt.image.BufferedImage;

/**
 * How densely points lie in a square of the plane around the origin: each counts as a Gaussian of some pixels, and the densest
 * place is the darkest, as in the figures of Metz et al. 2017.
 */
public final class PointDensity {

    private static final double BLUR = 2;
    private static final int REACH = 6;

    private PointDensity() {}

    /**
     * @param points x and y of each, one point behind the other
     * @param reach the square is from {@code -reach} to {@code reach} on both axes; points outside are not shown
     * @param pixels of a side
     */
    public static BufferedImage of(float[] points, double reach, int pixels) {
        double[] density = new double[pixels * pixels];
        for (int i = 0; i < points.length; i += 2) {
            add(density, pixels, pixel(points[i], reach, pixels), pixel(-points[i + 1], reach, pixels));
        }
        double most = 0;
        for (double value : density) {
            most = Math.max(most, value);
        }
        BufferedImage image = new BufferedImage(pixels, pixels, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < density.length; i++) {
            // The root shows thin places as well.
            double level = most == 0 ? 0 : Math.sqrt(density[i] / most);
            image.setRGB(i % pixels, i / pixels, between(Charts.BLUE, level));
        }
        return image;
    }

    private static double pixel(double value, double reach, int pixels) {
        return (value + reach) / (2 * reach) * pixels;
    }

    private static void add(double[] density, int pixels, double x, double y) {
        for (int row = Math.max(0, (int) y - REACH); row <= Math.min(pixels - 1, (int) y + REACH); row++) {
            for (int column = Math.max(0, (int) x - REACH); column <= Math.min(pixels - 1, (int) x + REACH); column++) {
                double square = Math.pow(row + 0.5 - y, 2) + Math.pow(column + 0.5 - x, 2);
                density[row * pixels + column] += Math.exp(-square / (2 * BLUR * BLUR));
            }
        }
    }

    /** From a grey that is nearly white to the colour. */
    private static int between(Color colour, double level) {
        return new Color(
                        (int) Math.round(245 + level * (colour.getRed() - 245)),
                        (int) Math.round(245 + level * (colour.getGreen() - 245)),
                        (int) Math.round(245 + level * (colour.getBlue() - 245)))
                .getRGB();
    }
}
