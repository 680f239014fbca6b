package dev.gantry.runtime.store;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.gantry.core.run.TrainingException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Tables as files (RFC 4180, with lines that end in a line feed). */
public final class Csv {

    private Csv() {}

    /** A row, quoted where it has to be, with the end of its line. */
    public static String line(List<String> cells) {
        return lines(List.of(cells));
    }

    /** Rows, one behind the other. */
    public static String lines(List<List<String>> rows) {
        StringWriter text = new StringWriter();
        try (CsvWriter writer =
                CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
            rows.forEach(writer::writeRecord);
        } catch (IOException e) {
            throw new UncheckedIOException("text in memory can be written", e);
        }
        return text.toString();
    }

    /**
     * @throws TrainingException if the file cannot be written
     */
    public static void write(Path file, List<List<String>> rows) {
        try {
            Files.writeString(file, lines(rows));
        } catch (IOException e) {
            throw TrainingException.cannotWrite(file, e);
        }
    }

    /**
     * The rows of a file, each with the cells it has: the last may be half written.
     *
     * @throws IOException if the file cannot be read or is no table
     */
    public static List<List<String>> read(Path file) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        try (CsvReader<CsvRecord> records = CsvReader.builder()
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(true)
                .ofCsvRecord(file)) {
            records.forEach(row -> rows.add(row.getFields()));
        } catch (CsvParseException | UncheckedIOException e) {
            throw new IOException(file + " cannot be read as a table", e);
        }
        return rows;
    }
}
