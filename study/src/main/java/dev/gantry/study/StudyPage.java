package dev.gantry.study;

import static dev.gantry.report.Html.escaped;

import dev.gantry.core.metric.MetricValue.Better;
import dev.gantry.report.Html;
import dev.gantry.report.LoggedRun;
import dev.gantry.study.Result.Measured;
import dev.gantry.study.Result.Outcome;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A study to look at: its recipes ranked, their distributions, what went wrong, and each run with its setting. */
record StudyPage(StudyFolder folder, Results results, Summary summary, boolean hasChart) {

    /** The file of the chart, beside the page. */
    static final String CHART = "study.png";

    /** A column of a table. */
    private record Column(String title, boolean isNumber) {

        static Column name(String title) {
            return new Column(title, false);
        }

        static Column number(String title) {
            return new Column(title, true);
        }

        String cell(String tag, String html) {
            return "<" + tag + " class=\"" + (isNumber ? "number" : "name") + "\">" + html + "</" + tag + ">";
        }
    }

    String html() {
        return Html.article(
                "Study " + results.study().name(),
                ranks() + (hasChart ? chart() : "") + failures() + warnings() + runs());
    }

    private String ranks() {
        Study study = results.study();
        String head =
                "<p>%d of %d runs have finished, and %d failed. Recipes are ranked by <b>%s</b>, where %s is better.</p>\n"
                        .formatted(
                                results.finished(),
                                results.all().size(),
                                results.failed(),
                                escaped(study.metric()),
                                study.better() == Better.HIGHER ? "higher" : "lower");
        List<Column> columns = List.of(
                Column.number("rank"),
                Column.name("recipe"),
                Column.number("mean"),
                Column.name("95% interval"),
                Column.number("runs"),
                Column.name("best setting"),
                Column.number("mean of all settings"),
                Column.number("runs of all"),
                Column.number("failed"),
                Column.number("left out"));
        return head + table(columns, summary.rows().stream().map(StudyPage::cells))
                + "<p class=\"faint\">A recipe stands for its best setting; the interval is Student's t over its seeds. Recipes"
                + " share a rank unless their means differ by more than two standard errors.</p>\n";
    }

    private static List<String> cells(Summary.Row row) {
        List<String> cells = new ArrayList<>();
        cells.add(row.rank().map(String::valueOf).orElse("–"));
        cells.add(escaped(row.candidate().name()));
        cells.add(row.best()
                .map(best -> Statistics.text(best.statistics().mean()))
                .orElse(""));
        cells.add(row.best().map(best -> interval(best.statistics())).orElse(""));
        cells.add(row.best()
                .map(best -> String.valueOf(best.statistics().count()))
                .orElse("0"));
        cells.add(row.best().map(best -> escaped(best.setting().toString())).orElse(""));
        cells.add(row.overall().map(all -> Statistics.text(all.mean())).orElse(""));
        cells.add(String.valueOf(row.values().size()));
        cells.add(String.valueOf(row.failed()));
        cells.add(String.valueOf(row.leftOut()));
        return cells;
    }

    private static String interval(Statistics statistics) {
        double margin = statistics.margin();
        return Double.isNaN(margin)
                ? "of one run"
                : Statistics.text(statistics.mean() - margin) + " to " + Statistics.text(statistics.mean() + margin);
    }

    private String chart() {
        return "<img src=\"" + CHART + "\" alt=\"The distribution of "
                + escaped(results.study().metric()) + " over all settings and seeds of each recipe\">\n";
    }

    private String failures() {
        List<Result> failed = results.all().stream()
                .filter(result -> result.outcome() == Outcome.FAILED)
                .toList();
        return failed.isEmpty()
                ? ""
                : "<h2>Runs that failed</h2>\n<ul>\n"
                        + failed.stream()
                                .map(result ->
                                        "<li>" + link(result.run()) + ": " + escaped(result.message()) + "</li>\n")
                                .collect(Collectors.joining())
                        + "</ul>\n";
    }

    /** Each once, with the runs that were warned so. */
    private String warnings() {
        SequencedMap<String, List<StudyRun>> warned = new LinkedHashMap<>();
        for (Result result : results.all()) {
            for (String warning : LoggedRun.read(folder.run(result.run())).warnings()) {
                warned.computeIfAbsent(warning, text -> new ArrayList<>()).add(result.run());
            }
        }
        return warned.isEmpty()
                ? ""
                : "<h2>Warnings</h2>\n<ul class=\"warnings\">\n"
                        + warned.entrySet().stream()
                                .map(entry -> "<li>"
                                        + entry.getValue().stream()
                                                .map(this::link)
                                                .collect(Collectors.joining(", "))
                                        + ": " + escaped(entry.getKey()) + "</li>\n")
                                .collect(Collectors.joining())
                        + "</ul>\n";
    }

    private String runs() {
        List<Column> columns = List.of(
                Column.name("run"),
                Column.name("setting"),
                Column.number("seed"),
                Column.name("outcome"),
                Column.number("at the end"),
                Column.number("best"),
                Column.number("at step"),
                Column.number("seconds"));
        return "<h2>Runs</h2>\n" + table(columns, results.all().stream().map(this::cells));
    }

    private List<String> cells(Result result) {
        StudyRun run = result.run();
        return List.of(
                link(run),
                escaped(run.setting().toString()),
                String.valueOf(run.seed()),
                result.outcome().toString(),
                result.measured().map(Measured::atEnd).map(Statistics::text).orElse(""),
                result.measured().map(Measured::best).map(Statistics::text).orElse(""),
                result.measured().map(Measured::bestStep).map(String::valueOf).orElse(""),
                Statistics.text(Math.rint(result.seconds())));
    }

    /** To the run's own report, where it has one. */
    private String link(StudyRun run) {
        String name = escaped(run.name());
        return Files.exists(folder.run(run).resolve(StudyReport.PAGE))
                ? "<a href=\"runs/" + name + "/" + StudyReport.PAGE + "\">" + name + "</a>"
                : name;
    }

    /**
     * @param rows of cells in HTML
     */
    private static String table(List<Column> columns, Stream<List<String>> rows) {
        String head = columns.stream()
                .map(column -> column.cell("th", escaped(column.title())))
                .collect(Collectors.joining());
        StringBuilder table = new StringBuilder("<div class=\"wide\"><table>\n<tr>" + head + "</tr>\n");
        rows.forEach(cells -> {
            table.append("<tr>");
            for (int i = 0; i < columns.size(); i++) {
                table.append(columns.get(i).cell("td", cells.get(i)));
            }
            table.append("</tr>\n");
        });
        return table.append("</table></div>\n").toString();
    }
}
