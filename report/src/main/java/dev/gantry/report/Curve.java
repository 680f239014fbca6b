package dev.gantry.report;

import dev.gantry.runtime.store.Csv;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One column of {@code metrics.csv}, where it was measured.
 *
 * @param seconds of training until then, as long as {@code steps}
 * @param values as long as {@code steps}; null where it is not finite
 */
record Curve(String name, List<Integer> steps, List<Double> seconds, List<@Nullable Double> values) {

    /** More than a chart has pixels. */
    private static final int MOST_POINTS = 2000;

    private static final long MOST_BYTES = 1L << 27;
    private static final String SECONDS = "seconds";

    /** Those of a table; none where it cannot be read. */
    static List<Curve> read(Path file) {
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) <= MOST_BYTES
                    ? of(Csv.read(file))
                    : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static List<Curve> of(List<List<String>> table) {
        if (table.isEmpty()) {
            return List.of();
        }
        List<String> columns = table.getFirst();
        int time = columns.indexOf(SECONDS);
        List<List<String>> rows = table.stream()
                .skip(1)
                .filter(row -> row.size() == columns.size() && row.getFirst().matches("\\d{1,9}"))
                .toList();
        return IntStream.range(1, columns.size())
                .filter(column -> column != time)
                .mapToObj(column -> column(columns.get(column), rows, column, time))
                .filter(curve -> !curve.steps.isEmpty())
                .toList();
    }

    private static Curve column(String name, List<List<String>> rows, int column, int time) {
        List<List<String>> measured =
                rows.stream().filter(row -> !row.get(column).isEmpty()).toList();
        int stride = Math.ceilDiv(Math.max(1, measured.size()), MOST_POINTS);
        Curve curve = new Curve(name, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < measured.size(); i++) {
            // The last is always there.
            if ((measured.size() - 1 - i) % stride == 0) {
                List<String> row = measured.get(i);
                curve.steps.add(Integer.parseInt(row.getFirst()));
                curve.seconds.add(time < 0 ? 0 : finite(row.get(time)).orElse(0.0));
                curve.values.add(finite(row.get(column)).orElse(null));
            }
        }
        return curve;
    }

    private static Optional<Double> finite(String cell) {
        try {
            return Optional.of(Double.valueOf(cell)).filter(Double::isFinite);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    static int lastStep(List<Curve> curves) {
        return curves.stream().mapToInt(curve -> curve.steps.getLast()).max().orElse(0);
    }

    /** Null where the table tells no time. */
    static @Nullable Double lastSeconds(List<Curve> curves) {
        return curves.stream()
                .mapToDouble(curve -> curve.seconds.getLast())
                .filter(seconds -> seconds > 0)
                .boxed()
                .max(Double::compare)
                .orElse(null);
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", name);
        json.put("step", steps);
        json.put(SECONDS, seconds);
        json.put("value", values);
        return json;
    }
}
