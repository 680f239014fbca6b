package dev.gantry.pictures;

import java.awt.image.BufferedImage;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;

/** Points of the plane. */
record PointCloud() implements Picture {

    @Override
    public int sampleCount() {
        return 1000;
    }

    @Override
    public int realCount() {
        return 1000;
    }

    @Override
    public BufferedImage ofSamples(float[] generated, float[] real) {
        XYChart chart = plane("Samples");
        if (real.length > 0) {
            Charts.points(chart, "real", axis(real, 0), axis(real, 1), Charts.GREY);
        }
        Charts.points(chart, "generated", axis(generated, 0), axis(generated, 1), Charts.ORANGE);
        return BitmapEncoder.getBufferedImage(chart);
    }

    @Override
    public BufferedImage ofInterpolation(float[] samples, int rows, int columns) {
        XYChart chart = plane("Ways between latent vectors");
        for (int row = 0; row < rows; row++) {
            double[] x = new double[columns];
            double[] y = new double[columns];
            for (int column = 0; column < columns; column++) {
                x[column] = samples[2 * (row * columns + column)];
                y[column] = samples[2 * (row * columns + column) + 1];
            }
            Charts.line(chart, "way " + (row + 1), x, y);
        }
        return BitmapEncoder.getBufferedImage(chart);
    }

    private static XYChart plane(String title) {
        return Charts.chart(640, 640, title, "x", "y");
    }

    private static double[] axis(float[] points, int axis) {
        double[] values = new double[points.length / 2];
        for (int i = 0; i < values.length; i++) {
            values[i] = points[2 * i + axis];
        }
        return values;
    }
}
