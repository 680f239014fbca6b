package dev.gantry.study;

import dev.gantry.core.run.TrainingException;
import dev.gantry.pictures.PngFile;
import dev.gantry.runtime.store.AtomicFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a study's folder shows of its runs, as far as they are: tables, a chart and a page.
 *
 * @param files their names
 */
public record StudyReport(Results results, Summary summary, List<String> files) {

    /** Of a study as of a run. */
    static final String PAGE = "report.html";

    /**
     * Writes the files anew; the chart once a run has finished.
     *
     * @throws TrainingException if one cannot be written, or a run's table cannot be read
     */
    public static StudyReport write(Study study, StudyFolder folder) {
        Path path = folder.path();
        Results results = Results.of(study, folder);
        Summary summary = Summary.of(results);
        results.write(path.resolve("results.csv"));
        summary.write(path.resolve("summary.csv"));
        List<String> files = new ArrayList<>(List.of(PAGE, "results.csv", "summary.csv"));
        Optional<BufferedImage> chart = StudyChart.of(summary);
        if (chart.isPresent()) {
            PngFile.write(path.resolve(StudyPage.CHART), chart.get());
            files.add(StudyPage.CHART);
        }
        try {
            AtomicFile.write(path.resolve(PAGE), new StudyPage(folder, results, summary, chart.isPresent()).html());
        } catch (IOException e) {
            throw TrainingException.cannotWrite(path.resolve(PAGE), e);
        }
        return new StudyReport(results, summary, List.copyOf(files));
    }
}
