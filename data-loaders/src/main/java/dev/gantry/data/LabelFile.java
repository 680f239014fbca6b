package dev.gantry.data;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.gantry.core.data.DataException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Names of images with their classes. A {@code .csv} file has two columns, and may begin with a line of headings. A {@code .json}
 * file is an object whose {@code labels} are a list of pairs, or an object from names to classes, as in the {@code dataset.json} of
 * StyleGAN.
 */
final class LabelFile {

    /** A parser makes hundreds of bytes of each row. */
    private static final int MOST_BYTES =
            (int) Math.min(1 << 25, Runtime.getRuntime().maxMemory() / 256);

    /** An object with a list of pairs. */
    private static final int DEEPEST = 3;

    /**
     * @param place for messages
     */
    record NamedClass(String image, String label, String place) {}

    private final ImageFile file;
    private final List<String> problems;
    private final List<NamedClass> rows = new ArrayList<>();

    private LabelFile(ImageFile file, List<String> problems) {
        this.file = file;
        this.problems = problems;
    }

    /**
     * @param problems is given what is wrong with single rows
     * @throws DataException if the file cannot be read
     */
    static List<NamedClass> read(ImageFile file, List<String> problems) {
        LabelFile labels = new LabelFile(file, problems);
        byte[] content = labels.content();
        if (file.name().toLowerCase(Locale.ROOT).endsWith(".json")) {
            labels.readJson(content);
        } else {
            labels.readCsv(content);
        }
        return labels.rows;
    }

    private String place(long line) {
        return file + ": line " + line;
    }

    private byte[] content() {
        try (InputStream in = file.open()) {
            byte[] content = in.readNBytes(MOST_BYTES + 1);
            if (content.length > MOST_BYTES) {
                throw new DataException(file + ": is too large; expected at most " + MOST_BYTES
                        + " bytes; give Java more memory (-Xmx)");
            }
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content));
            return content;
        } catch (CharacterCodingException e) {
            throw new DataException(file + ": is not UTF-8; save it as such", e);
        } catch (IOException e) {
            throw new DataException(file + ": cannot be read: " + Reason.of(e), e);
        }
    }

    private void readCsv(byte[] content) {
        try (CsvReader<CsvRecord> records = CsvReader.builder()
                .detectBomHeader(true)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(new ByteArrayInputStream(content))) {
            boolean first = true;
            for (CsvRecord row : records) {
                boolean headings =
                        first && !ImagePlace.isImageName(row.getField(0).strip());
                first = false;
                if (!headings) {
                    add(row);
                }
            }
        } catch (CsvParseException | UncheckedIOException e) {
            throw new DataException(file + ": is no table of names and classes, separated by commas", e);
        } catch (IOException e) {
            throw new DataException(file + ": cannot be read: " + Reason.of(e), e);
        }
    }

    private void add(CsvRecord row) {
        String place = place(row.getStartingLineNumber());
        if (row.getFieldCount() == 2) {
            add(row.getField(0).strip(), row.getField(1).strip(), place);
        } else {
            problems.add(place + ": expected two columns, a name and a class, found " + row.getFieldCount());
        }
    }

    private void add(String image, String label, String place) {
        if (label.isEmpty()) {
            problems.add(place + ": " + ImageProblems.quoted(image) + " has no class");
        } else if (!ImageProblems.isName(label)) {
            problems.add(place + ": the class " + ImageProblems.quoted(label)
                    + " is longer than 200 characters, or has characters that are none");
        } else {
            rows.add(new NamedClass(image, label, place));
        }
    }

    private void readJson(byte[] content) {
        String rule =
                "; expected { \"labels\": [ [\"NAME\", CLASS], ... ] } or { \"labels\": { \"NAME\": CLASS, ... } }";
        if (deeper(content, DEEPEST)) {
            throw new DataException(file + ": has JSON more than " + DEEPEST + " levels deep" + rule);
        }
        ConfigValue labels;
        try {
            labels = ConfigFactory.parseString(
                            new String(content, StandardCharsets.UTF_8),
                            ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON))
                    .root()
                    .get("labels");
        } catch (ConfigException e) {
            throw new DataException(file + ": is no JSON object" + rule, e);
        }
        switch (labels) {
            case ConfigList pairs -> pairs.forEach(this::addPair);
            case ConfigObject classes ->
                classes.forEach(
                        (image, label) -> add(image, label, place(label.origin().lineNumber())));
            case null -> throw new DataException(file + ": has no 'labels'" + rule);
            default -> throw new DataException(file + ": has 'labels' of another kind" + rule);
        }
    }

    private void addPair(ConfigValue row) {
        String place = place(row.origin().lineNumber());
        if (row instanceof ConfigList pair
                && pair.size() == 2
                && pair.getFirst().unwrapped() instanceof String image) {
            add(image, pair.getLast(), place);
        } else {
            problems.add(place + ": expected a pair, [\"NAME\", CLASS]");
        }
    }

    private void add(String image, ConfigValue label, String place) {
        if (label.valueType() == ConfigValueType.STRING || label.unwrapped() instanceof Integer) {
            add(image, String.valueOf(label.unwrapped()).strip(), place);
        } else {
            problems.add(place + ": the class of " + ImageProblems.quoted(image) + " must be a whole number or text");
        }
    }

    /** Whether objects and lists are in one another more often than this, which would take a parser's stack. */
    static boolean deeper(byte[] json, int deepest) {
        int depth = 0;
        boolean inString = false;
        for (int i = 0; i < json.length; i++) {
            byte c = json[i];
            if (inString) {
                i += c == '\\' ? 1 : 0;
                inString = c != '"';
            } else if (c == '"') {
                inString = true;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                depth--;
            }
            if (depth > deepest) {
                return true;
            }
        }
        return false;
    }
}
