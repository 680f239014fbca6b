package dev.gantry.runtime.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code metrics.csv}: a row for each step at which something was measured. The first column is {@code step}; a value that
 * was not measured is empty. Every row is on disk, in the operating system's hands, when {@link #append} returns.
 */
public final class MetricsTable {

    private final Path file;
    private final List<String> columns;

    private MetricsTable(Path file, List<String> columns) {
        this.file = file;
        this.columns = columns;
    }

    /** A new table without rows. */
    static MetricsTable create(Path file) throws IOException {
        MetricsTable table = new MetricsTable(file, new ArrayList<>(List.of("step")));
        table.rewrite(List.of());
        return table;
    }

    /** The table of a run that continues after {@code lastStep}: later rows are cut, and a row half written. */
    static MetricsTable resume(Path file, int lastStep) throws IOException {
        if (!Files.exists(file)) {
            return create(file);
        }
        List<String> lines = Files.readAllLines(file);
        if (lines.isEmpty() || !lines.getFirst().startsWith("step")) {
            return create(file);
        }
        MetricsTable table = new MetricsTable(file, new ArrayList<>(cells(lines.getFirst())));
        table.rewrite(lines.stream()
                .skip(1)
                .filter(line -> cells(line).size() == table.columns.size())
                .filter(line -> Integer.parseInt(cells(line).getFirst()) <= lastStep)
                .toList());
        return table;
    }

    public void append(int step, SequencedMap<String, Double> values) throws IOException {
        List<String> added =
                values.keySet().stream().filter(name -> !columns.contains(name)).toList();
        if (!added.isEmpty()) {
            List<String> rows = Files.readAllLines(file);
            columns.addAll(added);
            rewrite(rows.stream()
                    .skip(1)
                    .map(row -> row + ",".repeat(added.size()))
                    .toList());
        }
        Files.writeString(file, row(step, values) + "\n", StandardOpenOption.APPEND);
    }

    private String row(int step, Map<String, Double> values) {
        return columns.stream()
                .skip(1)
                .map(column -> values.containsKey(column) ? String.valueOf(values.get(column)) : "")
                .collect(Collectors.joining(",", step + ",", ""));
    }

    private void rewrite(List<String> rows) throws IOException {
        String header = String.join(",", columns);
        AtomicFile.write(
                file, Stream.concat(Stream.of(header), rows.stream()).collect(Collectors.joining("\n", "", "\n")));
    }

    private static List<String> cells(String line) {
        return Arrays.asList(line.split(",", -1));
    }
}
