package dev.gantry.experiments;

import dev.gantry.runtime.store.Csv;
import java.util.ArrayList;
import java.util.List;

/** The data behind a figure: rows of numbers, or of numbers and names, written as CSV. */
public final class Table {

    private final String file;
    private final List<String> columns;
    private final List<List<Object>> rows = new ArrayList<>();

    /**
     * @param file such as {@code data.csv}
     * @param columns their names
     */
    public Table(String file, String... columns) {
        this.file = file;
        this.columns = List.of(columns);
    }

    public String file() {
        return file;
    }

    /** Adds a row of numbers, names or truth values, one for each column. */
    public void add(Object... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(
                    file + " has the columns " + columns + ", found a row of " + cells.length + " cells");
        }
        rows.add(List.of(cells));
    }

    /** The numbers of a column. */
    public double[] column(String name) {
        return numbers(rows, name);
    }

    /** The numbers of a column, of those rows that have {@code cell} in column {@code key}. */
    public double[] column(String name, String key, Object cell) {
        int index = columns.indexOf(key);
        return numbers(rows.stream().filter(row -> row.get(index).equals(cell)).toList(), name);
    }

    private double[] numbers(List<List<Object>> of, String name) {
        int index = columns.indexOf(name);
        return of.stream()
                .mapToDouble(row -> ((Number) row.get(index)).doubleValue())
                .toArray();
    }

    /** A line of names, and one for each row; numbers are written to their last digit. */
    public String csv() {
        return Csv.line(columns)
                + Csv.lines(rows.stream()
                        .map(row -> row.stream().map(Object::toString).toList())
                        .toList());
    }
}
