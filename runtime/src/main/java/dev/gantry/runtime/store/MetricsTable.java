package dev.gantry.runtime.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code metrics.csv}: a row for each step at which something was measured. The first column is {@code step}; a value that
 * was not measured is empty. Every row is on disk, in the operating system's hands, when {@link #append} returns.
 */
public final class MetricsTable {

    /** The first column. */
    public static final String STEP = "step";

    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?(E-?\\d+)?");

    private final Path file;
    private final List<String> columns;

    private MetricsTable(Path file, List<String> columns) {
        this.file = file;
        this.columns = columns;
    }

    /** A new table without rows. */
    static MetricsTable create(Path file) throws IOException {
        MetricsTable table = new MetricsTable(file, new ArrayList<>(List.of(STEP)));
        table.rewrite(List.of());
        return table;
    }

    /** The table of a run that continues after {@code lastStep}: later rows are cut, and a row half written. */
    static MetricsTable resume(Path file, int lastStep) throws IOException {
        if (!Files.exists(file)) {
            return create(file);
        }
        List<List<String>> rows = Csv.read(file);
        if (rows.isEmpty() || !rows.getFirst().getFirst().equals(STEP)) {
            return create(file);
        }
        MetricsTable table = new MetricsTable(file, new ArrayList<>(rows.getFirst()));
        table.rewrite(rows.stream()
                .skip(1)
                .filter(row -> row.size() == table.columns.size())
                .filter(row -> row.getFirst().matches("\\d{1,9}") && Integer.parseInt(row.getFirst()) <= lastStep)
                .toList());
        return table;
    }

    /** The last number of a column, if there is one. */
    public OptionalDouble last(String column) throws IOException {
        int index = columns.indexOf(column);
        return index < 0
                ? OptionalDouble.empty()
                : Csv.read(file).stream()
                        .skip(1)
                        .map(row -> row.get(index))
                        .filter(cell -> NUMBER.matcher(cell).matches())
                        .mapToDouble(Double::parseDouble)
                        .reduce((earlier, later) -> later);
    }

    public void append(int step, SequencedMap<String, Double> values) throws IOException {
        List<String> added =
                values.keySet().stream().filter(name -> !columns.contains(name)).toList();
        if (!added.isEmpty()) {
            List<List<String>> rows = Csv.read(file);
            columns.addAll(added);
            List<String> empty = Collections.nCopies(added.size(), "");
            rewrite(rows.stream()
                    .skip(1)
                    .map(row -> Stream.concat(row.stream(), empty.stream()).toList())
                    .toList());
        }
        Files.writeString(file, Csv.line(row(step, values)), StandardOpenOption.APPEND);
    }

    private List<String> row(int step, Map<String, Double> values) {
        List<String> row = new ArrayList<>(List.of(String.valueOf(step)));
        columns.stream()
                .skip(1)
                .map(column -> values.containsKey(column) ? String.valueOf(values.get(column)) : "")
                .forEach(row::add);
        return row;
    }

    private void rewrite(List<List<String>> rows) throws IOException {
        AtomicFile.write(file, Csv.line(columns) + Csv.lines(rows));
    }
}
