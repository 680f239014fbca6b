package dev.gantry.pictures;

import dev.gantry.core.run.TrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Tables as files (RFC 4180). */
public final class Csv {

    private Csv() {}

    /** A row, quoted where it has to be, with the end of its line. */
    public static String line(List<String> cells) {
        return cells.stream().map(Csv::quoted).collect(Collectors.joining(",", "", "\n"));
    }

    private static String quoted(String cell) {
        return cell.matches("[^,\"\\r\\n]*") ? cell : "\"" + cell.replace("\"", "\"\"") + "\"";
    }

    /**
     * @throws TrainingException if the file cannot be written
     */
    public static void write(Path file, List<List<String>> rows) {
        try {
            Files.writeString(file, rows.stream().map(Csv::line).collect(Collectors.joining()));
        } catch (IOException e) {
            throw TrainingException.cannotWrite(file, e);
        }
    }
}
