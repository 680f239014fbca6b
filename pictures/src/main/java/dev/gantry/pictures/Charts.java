package dev.gantry.pictures;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BoxChart;
import org.knowm.xchart.BoxChartBuilder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.internal.chartpart.IChart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** What all charts look like. */
public final class Charts {

    public static final Color ORANGE = new Color(0xd95f02);
    public static final Color BLUE = new Color(0x1f78b4);
    public static final Color GREEN = new Color(0x1b9e77);
    public static final Color GREY = new Color(0x9aa5b1);

    private Charts() {}

    public static XYChart chart(int width, int height, String title, String xAxis, String yAxis) {
        XYChart chart = new XYChartBuilder()
                .width(width)
                .height(height)
                .title(title)
                .xAxisTitle(xAxis)
                .yAxisTitle(yAxis)
                .build();
        style(chart.getStyler());
        chart.getStyler().setMarkerSize(4);
        return chart;
    }

    /** A box for each series that is added. */
    public static BoxChart boxes(int width, int height, String title, String yAxis) {
        BoxChart chart = new BoxChartBuilder()
                .width(width)
                .height(height)
                .title(title)
                .yAxisTitle(yAxis)
                .build();
        chart.getStyler().setLegendVisible(false);
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setShowWithinAreaPoint(true);
        return chart;
    }

    public static void points(XYChart chart, String name, double[] x, double[] y, Color colour) {
        XYSeries series = chart.addSeries(name, x, y);
        series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
        series.setMarker(SeriesMarkers.CIRCLE);
        series.setMarkerColor(colour);
    }

    public static XYSeries line(XYChart chart, String name, double[] x, double[] y) {
        XYSeries series = chart.addSeries(name, uneven(x), uneven(y));
        series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line);
        series.setMarker(SeriesMarkers.NONE);
        return series;
    }

    /** With a point just behind the first: XChart puts ticks at points, such as 39 and 78, where these have equal distances. */
    private static double[] uneven(double[] values) {
        if (values.length < 2) {
            return values;
        }
        double[] longer = new double[values.length + 1];
        longer[0] = values[0];
        longer[1] = values[0] + (values[1] - values[0]) * 1e-3;
        System.arraycopy(values, 1, longer, 2, values.length - 1);
        return longer;
    }

    /** The y axis in powers of ten. */
    public static void logarithmicY(XYChart chart) {
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setYAxisLogarithmicDecadeOnly(true);
        chart.getStyler().setYAxisDecimalPattern("0E0");
    }

    /** The x axis in powers of ten. */
    public static void logarithmicX(XYChart chart) {
        chart.getStyler().setXAxisLogarithmic(true);
        chart.getStyler().setXAxisLogarithmicDecadeOnly(true);
        chart.getStyler().setXAxisDecimalPattern("0.######");
    }

    public static CategoryChart bars(int width, int height, String title, String xAxis, String yAxis) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(width)
                .height(height)
                .title(title)
                .xAxisTitle(xAxis)
                .yAxisTitle(yAxis)
                .build();
        style(chart.getStyler());
        return chart;
    }

    private static void style(AxesChartStyler styler) {
        styler.setLegendPosition(LegendPosition.OutsideS);
        styler.setLegendLayout(LegendLayout.Horizontal);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setDecimalPattern("0.########");
    }

    /** Charts of one size side by side, in rows of as many. */
    public static BufferedImage image(int columns, List<? extends IChart> charts) {
        List<BufferedImage> panels =
                charts.stream().map(BitmapEncoder::getBufferedImage).toList();
        int width = panels.getFirst().getWidth();
        int height = panels.getFirst().getHeight();
        int rows = Math.ceilDiv(panels.size(), columns);
        BufferedImage image = new BufferedImage(columns * width, rows * height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        for (int i = 0; i < panels.size(); i++) {
            graphics.drawImage(panels.get(i), i % columns * width, i / columns * height, null);
        }
        graphics.dispose();
        return image;
    }
}
