package dev.gantry.pictures;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;

/** The losses over the steps, from {@code metrics.csv}, which holds the steps before a resumed run as well. */
public final class LossChart {

    private LossChart() {}

    /**
     * @param table lines of {@code metrics.csv}
     * @param estimatesDistance whether the critic is kept Lipschitz, so that its scores estimate a Wasserstein distance
     * @return empty where nothing is measured yet
     */
    public static Optional<BufferedImage> of(List<String> table, boolean estimatesDistance) {
        XYChart chart = Charts.chart(1000, 600, "Losses", "step", "loss");
        boolean drawn = add(chart, table, "critic/loss", "critic", Charts.BLUE);
        drawn |= add(chart, table, "generator/loss", "generator", Charts.ORANGE);
        if (estimatesDistance) {
            drawn |= add(chart, table, "critic/wasserstein-estimate", "Wasserstein estimate", Charts.GREEN);
        }
        return drawn ? Optional.of(BitmapEncoder.getBufferedImage(chart)) : Optional.empty();
    }

    /** Whether there was anything to add. */
    private static boolean add(XYChart chart, List<String> table, String column, String name, Color colour) {
        int index = table.isEmpty() ? -1 : cells(table.getFirst()).indexOf(column);
        if (index < 0) {
            return false;
        }
        List<List<String>> rows = table.stream()
                .skip(1)
                .map(LossChart::cells)
                .filter(row -> row.size() > index && !row.get(index).isEmpty())
                .toList();
        if (!rows.isEmpty()) {
            Charts.line(chart, name, values(rows, 0), values(rows, index)).setLineColor(colour);
        }
        return !rows.isEmpty();
    }

    private static List<String> cells(String line) {
        return Arrays.asList(line.split(",", -1));
    }

    private static double[] values(List<List<String>> rows, int index) {
        return rows.stream()
                .mapToDouble(row -> Double.parseDouble(row.get(index)))
                .toArray();
    }
}
