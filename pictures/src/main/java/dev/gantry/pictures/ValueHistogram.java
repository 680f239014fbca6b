package dev.gantry.pictures;

import java.awt.image.BufferedImage;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;

/** Single numbers: how many fall where. */
record ValueHistogram() implements Picture {

    private static final int BINS = 50;

    @Override
    public int sampleCount() {
        return 2000;
    }

    @Override
    public int realCount() {
        return 2000;
    }

    @Override
    public BufferedImage ofSamples(float[] generated, float[] real) {
        double least = Math.min(least(generated), least(real));
        double width = (Math.max(most(generated), most(real)) - least) / BINS;
        XYChart chart = Charts.chart(800, 500, "Samples", "value", "share of samples");
        if (real.length > 0) {
            steps(chart, "real", real, least, width);
        }
        steps(chart, "generated", generated, least, width);
        return BitmapEncoder.getBufferedImage(chart);
    }

    private static void steps(XYChart chart, String name, float[] values, double least, double width) {
        double[] starts = new double[BINS + 1];
        double[] shares = new double[BINS + 1];
        for (int bin = 0; bin <= BINS; bin++) {
            starts[bin] = least + bin * width;
        }
        for (float value : values) {
            int bin = width == 0 ? 0 : (int) Math.min(BINS - 1, (value - least) / width);
            shares[bin] += 1.0 / values.length;
        }
        Charts.line(chart, name, starts, shares)
                .setXYSeriesRenderStyle(XYSeriesRenderStyle.Step)
                .setLineColor(name.equals("real") ? Charts.GREY : Charts.ORANGE);
    }

    private static double least(float[] values) {
        double least = Double.POSITIVE_INFINITY;
        for (float value : values) {
            least = Math.min(least, value);
        }
        return least;
    }

    private static double most(float[] values) {
        double most = Double.NEGATIVE_INFINITY;
        for (float value : values) {
            most = Math.max(most, value);
        }
        return most;
    }

    @Override
    public BufferedImage ofInterpolation(float[] samples, int rows, int columns) {
        XYChart chart = Charts.chart(800, 500, "Ways between latent vectors", "share of the way", "value");
        for (int row = 0; row < rows; row++) {
            double[] x = new double[columns];
            double[] y = new double[columns];
            for (int column = 0; column < columns; column++) {
                x[column] = (double) column / (columns - 1);
                y[column] = samples[row * columns + column];
            }
            Charts.line(chart, "way " + (row + 1), x, y);
        }
        return BitmapEncoder.getBufferedImage(chart);
    }
}
