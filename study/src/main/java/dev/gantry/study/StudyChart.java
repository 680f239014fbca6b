package dev.gantry.study;

import dev.gantry.core.metric.MetricValue.Better;
import dev.gantry.pictures.Charts;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BoxChart;

/** The metric of each recipe over all settings and seeds, as boxes (Lucic et al. 2018, figure 4), the best recipe first. */
final class StudyChart {

    private StudyChart() {}

    /** Empty where no run finished. */
    static Optional<BufferedImage> of(Summary summary) {
        List<Summary.Row> rows =
                summary.rows().stream().filter(row -> !row.values().isEmpty()).toList();
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        Study study = summary.study();
        String direction = study.better() == Better.HIGHER ? "higher" : "lower";
        BoxChart chart = Charts.boxes(
                200 + 110 * Math.max(4, rows.size()),
                600,
                study.name() + ": all settings and seeds",
                study.metric() + " (" + direction + " is better)");
        for (Summary.Row row : rows) {
            String failed = row.failed() == 0 ? "" : " (" + row.failed() + " failed)";
            chart.addSeries(row.candidate().name() + failed, row.values());
        }
        return Optional.of(BitmapEncoder.getBufferedImage(chart));
    }
}
