package dev.gantry.study;

import dev.gantry.pictures.Csv;
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

    static final String HEADER = "run,end,seconds,message\n";

    String row() {
        return Csv.line(List.of(
                run,
                end.name().toLowerCase(Locale.ROOT),
                String.format(Locale.ROOT, "%.1f", seconds),
                message.replaceAll("[\\r\\n\"]+", " ")));
    }

    /** Empty for a row that was half written. */
    static Optional<Ended> ofRow(String row) {
        String[] cells = row.split(",", 4);
        if (cells.length < 4) {
            return Optional.empty();
        }
        return Optional.of(new Ended(
                cells[0],
                End.valueOf(cells[1].toUpperCase(Locale.ROOT)),
                Double.parseDouble(cells[2]),
                cells[3].replace("\"", "")));
    }
}
