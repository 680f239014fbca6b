package dev.gantry.study;

import dev.gantry.runtime.store.Csv;
import dev.gantry.study.Result.Measured;
import dev.gantry.study.Result.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * The recipes of a study, the best first.
 *
 * <p>A recipe stands for its best setting: of those with the fewest failed runs, the one with the best mean over seeds. Recipes
 * are sorted by that mean. One shares the rank of the recipe before it unless it is worse than the first of that rank by more
 * than two standard errors of the difference (Welch's t above 2); where one of them has a single run, its noise is not known, and
 * they share the rank. Choosing the best of many settings favours those who have more of them, which is why the values over all
 * settings stand beside it (Lucic et al. 2018, "Are GANs created equal?", section 5).
 *
 * @param rows of recipes with a finished run, then those without
 */
public record Summary(Study study, List<Row> rows) {

    /** One setting and what it reached over seeds. */
    record Reached(Setting setting, int failed, Statistics statistics) {}

    /**
     * A recipe.
     *
     * @param rank from 1; empty, as are the values, where no run finished
     * @param best the best setting
     * @param overall over all runs
     */
    record Row(
            Optional<Integer> rank,
            Candidate candidate,
            Optional<Reached> best,
            Optional<Statistics> overall,
            List<Double> values,
            int failed,
            int leftOut) {

        private double mean() {
            return best.orElseThrow().statistics.mean();
        }
    }

    static Summary of(Results results) {
        Study study = results.study();
        List<Row> rows = study.candidates().stream()
                .map(candidate -> row(
                        study,
                        candidate,
                        results.all().stream()
                                .filter(result -> result.run().candidate().equals(candidate))
                                .toList()))
                .toList();
        List<Row> ranked = ranked(rows.stream()
                .filter(row -> row.best.isPresent())
                .sorted(Comparator.comparing(Row::mean, study.better().order()))
                .toList());
        rows.stream().filter(row -> row.best.isEmpty()).forEach(ranked::add);
        return new Summary(study, ranked);
    }

    private static Row row(Study study, Candidate candidate, List<Result> results) {
        SequencedMap<Setting, List<Result>> bySetting = results.stream()
                .collect(Collectors.groupingBy(
                        result -> result.run().setting(), LinkedHashMap::new, Collectors.toList()));
        Optional<Reached> best = bySetting.entrySet().stream()
                .flatMap(entry -> statistics(values(entry.getValue()))
                        .map(reached -> new Reached(entry.getKey(), count(entry.getValue(), Outcome.FAILED), reached))
                        .stream())
                .min(Comparator.comparingInt(Reached::failed)
                        .thenComparing(
                                reached -> reached.statistics.mean(),
                                study.better().order()));
        return new Row(
                Optional.empty(),
                candidate,
                best,
                statistics(values(results)),
                values(results),
                count(results, Outcome.FAILED),
                count(results, Outcome.LEFT_OUT));
    }

    private static List<Double> values(List<Result> results) {
        return results.stream()
                .flatMap(result -> result.measured().map(Measured::atEnd).stream())
                .toList();
    }

    private static Optional<Statistics> statistics(List<Double> values) {
        return values.isEmpty() ? Optional.empty() : Optional.of(Statistics.of(values));
    }

    private static int count(List<Result> results, Outcome outcome) {
        return (int)
                results.stream().filter(result -> result.outcome() == outcome).count();
    }

    private static List<Row> ranked(List<Row> sorted) {
        List<Row> ranked = new ArrayList<>();
        int rank = 1;
        for (Row row : sorted) {
            Statistics first = sorted.get(rank - 1).best.orElseThrow().statistics;
            if (row.best.orElseThrow().statistics.differsFrom(first)) {
                rank = ranked.size() + 1;
            }
            ranked.add(new Row(
                    Optional.of(rank), row.candidate, row.best, row.overall, row.values, row.failed, row.leftOut));
        }
        return ranked;
    }

    /** Writes {@code summary.csv}. */
    void write(Path file) {
        Csv.write(file, cells());
    }

    /** A table for people. */
    public String table() {
        List<List<String>> cells = cells();
        int columns = cells.getFirst().size();
        StringBuilder table = new StringBuilder();
        for (List<String> row : cells) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < columns; column++) {
                int index = column;
                int width = cells.stream()
                        .mapToInt(each -> each.get(index).length())
                        .max()
                        .orElse(0);
                String cell = row.get(column);
                String gap = " ".repeat(width - cell.length());
                boolean text = column == 1 || column == columns - 1;
                line.append(text ? cell + gap : gap + cell).append("  ");
            }
            table.append(line.toString().stripTrailing()).append('\n');
        }
        return table.toString();
    }

    private List<List<String>> cells() {
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of(
                "rank",
                "recipe",
                study.metric(),
                "spread",
                "least",
                "most",
                "runs",
                "of all",
                "spread of all",
                "runs of all",
                "failed",
                "left out",
                "best setting"));
        for (Row row : rows) {
            List<String> line = new ArrayList<>();
            line.add(row.rank.map(String::valueOf).orElse("-"));
            line.add(row.candidate.name());
            Optional<Statistics> best = row.best.map(Reached::statistics);
            line.add(best.map(Statistics::mean).map(Statistics::text).orElse(""));
            line.add(best.map(Statistics::spread).map(Statistics::text).orElse(""));
            line.add(best.map(Statistics::least).map(Statistics::text).orElse(""));
            line.add(best.map(Statistics::most).map(Statistics::text).orElse(""));
            line.add(best.map(Statistics::count).map(String::valueOf).orElse("0"));
            line.add(row.overall.map(Statistics::mean).map(Statistics::text).orElse(""));
            line.add(row.overall.map(Statistics::spread).map(Statistics::text).orElse(""));
            line.add(String.valueOf(row.values.size()));
            line.add(String.valueOf(row.failed));
            line.add(String.valueOf(row.leftOut));
            line.add(row.best.map(reached -> reached.setting.toString()).orElse(""));
            cells.add(line);
        }
        return cells;
    }
}
