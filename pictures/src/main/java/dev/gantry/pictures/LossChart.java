package dev.gantry.pictures;

import dev.gantry.runtime.store.Csv;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;

/** The losses over the steps, from {@code metrics.csv}, which holds the steps before a resumed run as well. */
public final class LossChart {

    private LossChart() {}

    /**
     * @param metrics the file {@code metrics.csv}
     * @param estimatesDistance whether the critic is kept Lipschitz, so that its scores estimate a Wasserstein distance
     * @return empty where nothing is measured yet
     * @throws IOException if the file cannot be read
     */
    public static Optional<BufferedImage> of(Path metrics, boolean estimatesDistance) throws IOException {
        List<List<String>> table = Csv.read(metrics);
        XYChart chart = Charts.chart(1000, 600, "Losses", "step", "loss");
        boolean drawn = add(chart, table, "critic/loss", "critic", Charts.BLUE);
        drawn |= add(chart, table, "generator/loss", "generator", Charts.ORANGE);
        if (estimatesDistance) {
            drawn |= add(chart, table, "critic/wasserstein-estimate", "Wasserstein estimate", Charts.GREEN);
        }
        return drawn ? Optional.of(BitmapEncoder.getBufferedImage(chart)) : Optional.empty();
    }

    /** Whether there was anything to add. */
    private static boolean add(XYChart chart, List<List<String>> table, String column, String name, Color colour) {
        int index = table.isEmpty() ? -1 : table.getFirst().indexOf(column);
        if (index < 0) {
            return false;
        }
        List<List<String>> rows = table.stream()
                .skip(1)
                .filter(row -> row.size() > index && !row.get(index).isEmpty())
                .toList();
        if (!rows.isEmpty()) {
            Charts.line(chart, name, values(rows, 0), values(rows, index)).setLineColor(colour);
        }
        return !rows.isEmpty();
    }

    private static double[] values(List<List<String>> rows, int index) {
        return rows.stream()
                .mapToDouble(row -> Double.parseDouble(row.get(index)))
                .toArray();
    }
}
