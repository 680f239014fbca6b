package dev.gantry.runtime.store;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValueFactory;
import dev.gantry.core.run.TrainingException;
import dev.gantry.core.tensor.Shape;
import dev.gantry.runtime.run.CheckpointException;
import dev.gantry.runtime.store.Checkpoint.SavedVariable;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The format of a checkpoint; every number is little-endian.
 *
 * <pre>
 * 8 bytes   the letters GANTRYCP
 * 4 bytes   the format's version, 1
 * 4 bytes   H, the length of the header
 * H bytes   the header, JSON in UTF-8
 * ...       the values of each variable in the header's order, one behind the other, row-major,
 *           as 4-byte floats (type f32) or 8-byte doubles (type f64)
 * 32 bytes  the SHA-256 of everything before
 * </pre>
 *
 * The header has {@code step}, {@code critic-updates}, {@code seed}, {@code sample-shape}, {@code recipe} (the effective
 * recipe), {@code provenance}, and {@code variables}: a list of {@code name}, {@code shape} and {@code type}. A variable is
 * f32 where that loses nothing.
 */
public final class CheckpointFile {

    private static final byte[] MAGIC = "GANTRYCP".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int PREAMBLE = MAGIC.length + 2 * Integer.BYTES;
    private static final int DIGEST = 32;
    private static final int CHUNK = 1 << 16;
    private static final int LARGEST_HEADER = 1 << 22;
    private static final int DEEPEST_HEADER = 64;
    private static final Pattern NAME = Pattern.compile("[\\p{Graph}&&[^\"\\\\]]{1,512}");

    private CheckpointFile() {}

    public static void write(Path file, Checkpoint checkpoint) throws IOException {
        AtomicFile.write(file, target -> write(target, checkpoint));
    }

    private static void write(OutputStream target, Checkpoint checkpoint) throws IOException {
        MessageDigest digest = sha256();
        // The digest stream stays open: what follows it goes to the same file.
        OutputStream body = new DigestOutputStream(new BufferedOutputStream(target, CHUNK), digest);
        byte[] header = header(checkpoint).getBytes(StandardCharsets.UTF_8);
        body.write(MAGIC);
        body.write(littleEndian(2 * Integer.BYTES)
                .putInt(VERSION)
                .putInt(header.length)
                .array());
        body.write(header);
        for (SavedVariable variable : checkpoint.variables().values()) {
            write(body, variable.values());
        }
        body.flush();
        target.write(digest.digest());
    }

    private static void write(OutputStream body, double[] values) throws IOException {
        boolean single = fitsSingle(values);
        byte[] bytes = new byte[CHUNK];
        ByteBuffer chunk = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            if (!chunk.hasRemaining()) {
                body.write(bytes);
                chunk.clear();
            }
            if (single) {
                chunk.putFloat((float) value);
            } else {
                chunk.putDouble(value);
            }
        }
        body.write(bytes, 0, chunk.position());
    }

    private static boolean fitsSingle(double[] values) {
        return Arrays.stream(values).allMatch(value -> Double.compare((float) value, value) == 0);
    }

    private static String header(Checkpoint checkpoint) {
        List<Map<String, Object>> variables = new ArrayList<>();
        checkpoint
                .variables()
                .forEach((name, variable) -> variables.add(Map.of(
                        "name",
                        name,
                        "shape",
                        variable.shape().dimensions(),
                        "type",
                        fitsSingle(variable.values()) ? "f32" : "f64")));
        return ConfigValueFactory.fromMap(Map.of(
                        "step", checkpoint.step(),
                        "critic-updates", checkpoint.criticUpdates(),
                        "seed", checkpoint.seed(),
                        "sample-shape", checkpoint.sampleShape().dimensions(),
                        "variables", variables))
                .toConfig()
                .withValue("recipe", checkpoint.recipe().root())
                .withValue("provenance", checkpoint.provenance().root())
                .root()
                .render(ConfigRenderOptions.concise());
    }

    /**
     * Reads and verifies a checkpoint. A file is data: its header is JSON of bounded size and depth, checked against its values, and
     * nothing else is opened.
     *
     * @throws CheckpointException if the file is missing, damaged, of a newer format, or does not hold what its header says
     */
    public static Checkpoint read(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return read(file, channel);
        } catch (NoSuchFileException e) {
            throw new CheckpointException("there is no checkpoint " + file, e);
        } catch (IOException e) {
            throw new CheckpointException("cannot read checkpoint " + file + ": " + TrainingException.reason(e), e);
        }
    }

    private static Checkpoint read(Path file, FileChannel channel) throws IOException {
        long size = channel.size();
        ByteBuffer preamble = littleEndian(PREAMBLE);
        boolean begins = fill(channel, preamble)
                && preamble.flip().slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC));
        if (size < PREAMBLE + DIGEST || !begins) {
            throw new CheckpointException(file + " is no checkpoint, or only the beginning of one: " + size
                    + " bytes that do not make up a checkpoint's first and last part");
        }
        int version = preamble.getInt(MAGIC.length);
        if (version > VERSION) {
            throw new CheckpointException("checkpoint " + file + " has format " + version
                    + ", and this Gantry reads up to " + VERSION + "; use the newer Gantry that wrote it");
        }
        if (!isWhole(channel, size)) {
            throw new CheckpointException("checkpoint " + file
                    + " is damaged: its checksum does not match, so it was cut short or changed after it was written");
        }
        try {
            return content(channel.position(PREAMBLE), preamble.getInt(PREAMBLE - Integer.BYTES), size);
        } catch (ConfigException e) {
            throw new CheckpointException(
                    "checkpoint " + file
                            + " has a header that cannot be read: it lacks a key, or has one of another type",
                    e);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new CheckpointException(
                    "checkpoint " + file + " has a header that cannot be read: " + e.getMessage(), e);
        }
    }

    private static boolean isWhole(FileChannel channel, long size) throws IOException {
        MessageDigest digest = sha256();
        ByteBuffer chunk = littleEndian(CHUNK);
        channel.position(0);
        for (long left = size - DIGEST; left > 0; left -= chunk.limit()) {
            chunk.clear().limit((int) Math.min(left, CHUNK));
            if (!fill(channel, chunk)) {
                return false;
            }
            digest.update(chunk.flip());
        }
        byte[] last = new byte[DIGEST];
        return fill(channel, ByteBuffer.wrap(last)) && Arrays.equals(last, digest.digest());
    }

    private static boolean fill(FileChannel channel, ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            if (channel.read(target) < 0) {
                return false;
            }
        }
        return true;
    }

    /** A variable as the header announces it. */
    private record Announced(String name, Shape shape, int bytes) {

        static Announced of(Config variable) {
            String name = variable.getString("name");
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("a variable has a name that is none");
            }
            Shape shape = new Shape(variable.getIntList("shape"));
            String type = variable.getString("type");
            if (!type.equals("f32") && !type.equals("f64")) {
                throw new IllegalArgumentException("'" + name + "' has a type that is neither f32 nor f64");
            }
            shape.length();
            return new Announced(name, shape, type.equals("f32") ? Float.BYTES : Double.BYTES);
        }
    }

    private static Checkpoint content(FileChannel channel, int length, long size) throws IOException {
        long room = size - PREAMBLE - DIGEST;
        if (length < 0 || length > Math.min(room, LARGEST_HEADER)) {
            throw new IllegalArgumentException(
                    "it would have " + length + " bytes; this file has room for " + Math.min(room, LARGEST_HEADER));
        }
        byte[] text = new byte[length];
        fill(channel, ByteBuffer.wrap(text));
        Config header = header(text);
        long step = header.getLong("step");
        long criticUpdates = header.getLong("critic-updates");
        if (step < 0 || step > Integer.MAX_VALUE || criticUpdates < 0) {
            throw new IllegalArgumentException(
                    "it counts " + step + " steps and " + criticUpdates + " updates of the critic");
        }
        List<Announced> announced =
                header.getConfigList("variables").stream().map(Announced::of).toList();
        requireFit(announced, room - length);
        SequencedMap<String, SavedVariable> variables = new LinkedHashMap<>();
        for (Announced variable : announced) {
            variables.put(variable.name, new SavedVariable(variable.shape, values(channel, variable)));
        }
        return new Checkpoint(
                (int) step,
                criticUpdates,
                header.getLong("seed"),
                new Shape(header.getIntList("sample-shape")),
                header.getConfig("recipe"),
                header.getConfig("provenance"),
                variables);
    }

    /** The header, parsed as JSON, which includes and substitutes nothing. */
    private static Config header(byte[] text) {
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length; i++) {
            switch (text[i]) {
                case '"' -> quoted = !quoted;
                case '\\' -> i++;
                case '{', '[' -> depth += quoted ? 0 : 1;
                case '}', ']' -> depth -= quoted ? 0 : 1;
                default -> {}
            }
            if (depth > DEEPEST_HEADER) {
                throw new IllegalArgumentException("it is nested more than " + DEEPEST_HEADER + " deep");
            }
        }
        try {
            return ConfigFactory.parseString(
                    new String(text, StandardCharsets.UTF_8),
                    ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));
        } catch (ConfigException.Parse e) {
            throw new IllegalArgumentException("it is not JSON", e);
        }
    }

    private static void requireFit(List<Announced> variables, long room) {
        Set<String> names = new HashSet<>();
        long stored = 0;
        long elements = 0;
        for (Announced variable : variables) {
            if (!names.add(variable.name)) {
                throw new IllegalArgumentException("it has '" + variable.name + "' twice");
            }
            stored += (long) variable.shape.length() * variable.bytes;
            elements += variable.shape.length();
            if (stored > room) {
                break;
            }
        }
        if (stored != room) {
            throw new IllegalArgumentException("its variables take " + stored + " bytes"
                    + (stored > room ? " or more" : "") + ", and the file has " + room);
        }
        long heap = Runtime.getRuntime().maxMemory();
        if (elements > heap / Double.BYTES) {
            throw new IllegalArgumentException(
                    "its variables take %,d MB of the heap, which has %,d MB; give the JVM more with -Xmx"
                            .formatted(elements * Double.BYTES >> 20, heap >> 20));
        }
    }

    private static double[] values(FileChannel channel, Announced variable) throws IOException {
        double[] values = new double[variable.shape.length()];
        ByteBuffer chunk = littleEndian(CHUNK);
        int read = 0;
        while (read < values.length) {
            chunk.clear().limit((int) Math.min(CHUNK, (long) (values.length - read) * variable.bytes));
            fill(channel, chunk);
            chunk.flip();
            while (chunk.hasRemaining()) {
                double value = variable.bytes == Float.BYTES ? chunk.getFloat() : chunk.getDouble();
                if (!Double.isFinite(value)) {
                    throw new IllegalArgumentException("'" + variable.name + "' holds a value that is " + value);
                }
                values[read++] = value;
            }
        }
        return values;
    }

    private static ByteBuffer littleEndian(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
