package dev.gantry.study;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How a run's process ended: a row of {@code study.csv}.
 *
 * @param seconds the process took
 * @param message why it failed; empty unless it did
 */
record Ended(String run, End end, double seconds, String message) {

    enum End {
        FINISHED,
        FAILED,
        INTERRUPTED
    }

    static final List<String> HEADER = List.of("run", "end", "seconds", "message");

    List<String> row() {
        return List.of(
                run,
                end.name().toLowerCase(Locale.ROOT),
                String.format(Locale.ROOT, "%.1f", seconds),
                message.replaceAll("[\\r\\n]+", " "));
    }

    /** Empty for a row that was half written. */
    static Optional<Ended> ofRow(List<String> cells) {
        if (cells.size() < HEADER.size()) {
            return Optional.empty();
        }
        return Optional.of(new Ended(
                cells.get(0),
                End.valueOf(cells.get(1).toUpperCase(Locale.ROOT)),
                Double.parseDouble(cells.get(2)),
                cells.get(3)));
    }
}
