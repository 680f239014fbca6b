package dev.gantry.experiments;

import static dev.gantry.report.Html.escaped;

import dev.gantry.core.run.TrainingException;
import dev.gantry.pictures.PngFile;
import dev.gantry.report.Html;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The folder of the experiments: {@code NAME/} with data, pictures and a section of each that was run, and {@code index.html}
 * with all sections.
 */
public final class ExperimentPage {

    private static final String SECTION = "section.html";

    private final Path folder;

    /**
     * @param folder made where it does not exist
     */
    public ExperimentPage(Path folder) {
        this.folder = folder;
    }

    public Path file() {
        return folder.resolve("index.html");
    }

    /** The folder of an experiment, made where it does not exist. */
    public Path folderOf(Experiment experiment) {
        Path own = folder.resolve(experiment.name());
        try {
            return Files.createDirectories(own);
        } catch (IOException e) {
            throw TrainingException.cannotWrite(own, e);
        }
    }

    /**
     * Writes data, pictures and section of an experiment in place of earlier ones, and the page with what is there of others.
     *
     * @throws TrainingException if a file cannot be written
     */
    public void add(Experiment experiment, long seed, Report result) {
        Path own = folderOf(experiment);
        result.tables().forEach(table -> write(own.resolve(table.file()), table.csv()));
        result.figures().forEach(figure -> PngFile.write(own.resolve(figure.file()), figure.image()));
        write(own.resolve(SECTION), section(experiment, seed, result));
        List<Experiment> present = Experiment.ALL.stream()
                .filter(other -> Files.exists(section(other)))
                .toList();
        write(file(), page(present));
    }

    private Path section(Experiment experiment) {
        return folder.resolve(experiment.name()).resolve(SECTION);
    }

    private String page(List<Experiment> present) {
        String contents = present.stream()
                .map(experiment ->
                        "<li><a href=\"#" + experiment.name() + "\">" + escaped(experiment.title()) + "</a></li>\n")
                .collect(Collectors.joining());
        String sections =
                present.stream().map(experiment -> read(section(experiment))).collect(Collectors.joining());
        return Html.article("The experiments behind the figures", "<ol>\n" + contents + "</ol>\n" + sections);
    }

    private static String section(Experiment experiment, long seed, Report result) {
        String name = experiment.name();
        StringBuilder html = new StringBuilder("<section id=\"" + name + "\">\n<h2>" + escaped(experiment.title())
                + "</h2>\n<p class=\"source\">" + escaped(experiment.source()) + "</p>\n");
        for (Figure figure : result.figures()) {
            html.append("<div class=\"wide\"><img src=\"" + name + "/" + figure.file() + "\" alt=\""
                    + escaped(experiment.title()) + "\"></div>\n");
        }
        html.append("<p>" + escaped(result.paragraph()) + "</p>\n<ul class=\"claims\">\n");
        for (Claim claim : result.claims()) {
            html.append(
                    "<li class=\"" + (claim.holds() ? "holds" : "fails") + "\">" + escaped(claim.text()) + "</li>\n");
        }
        String data = result.tables().stream()
                .map(table -> "<a href=\"" + name + "/" + table.file() + "\">" + table.file() + "</a>")
                .collect(Collectors.joining(", "));
        return html.append("</ul>\n<p>Data: " + data + ". Again: <code>gantry experiment " + name + " --seed " + seed
                        + "</code></p>\n</section>\n")
                .toString();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new TrainingException("cannot read " + file + ": " + e, e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw TrainingException.cannotWrite(file, e);
        }
    }
}
