package dev.gantry.runtime.store;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import dev.gantry.core.tensor.Shape;
import dev.gantry.runtime.run.CheckpointException;
import dev.gantry.runtime.store.Checkpoint.SavedVariable;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

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
        return ConfigFactory.parseMap(Map.of(
                        "step", checkpoint.step(),
                        "critic-updates", checkpoint.criticUpdates(),
                        "seed", checkpoint.seed(),
                        "sample-shape", checkpoint.sampleShape().dimensions(),
                        "variables", variables))
                .withValue("recipe", checkpoint.recipe().root())
                .withValue("provenance", checkpoint.provenance().root())
                .root()
                .render(ConfigRenderOptions.concise());
    }

    /**
     * Reads and verifies a checkpoint.
     *
     * @throws CheckpointException if the file is missing, damaged, or of a newer format
     */
    public static Checkpoint read(Path file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new CheckpointException("there is no checkpoint " + file, e);
        } catch (IOException e) {
            throw new CheckpointException("cannot read checkpoint " + file + ": " + e.getMessage(), e);
        }
        if (bytes.length < PREAMBLE + DIGEST || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new CheckpointException(file + " is no checkpoint, or only the beginning of one: " + bytes.length
                    + " bytes that do not make up a checkpoint's first and last part");
        }
        int version = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(MAGIC.length);
        if (version > VERSION) {
            throw new CheckpointException("checkpoint " + file + " has format " + version
                    + ", and this Gantry reads up to " + VERSION + "; use the newer Gantry that wrote it");
        }
        MessageDigest digest = sha256();
        digest.update(bytes, 0, bytes.length - DIGEST);
        if (!Arrays.equals(digest.digest(), 0, DIGEST, bytes, bytes.length - DIGEST, bytes.length)) {
            throw new CheckpointException("checkpoint " + file
                    + " is damaged: its checksum does not match, so it was cut short or changed after it was written");
        }
        try {
            return parse(bytes);
        } catch (ConfigException | IllegalArgumentException e) {
            throw new CheckpointException(
                    "checkpoint " + file + " has a header that cannot be read: " + e.getMessage(), e);
        }
    }

    private static Checkpoint parse(byte[] bytes) {
        ByteBuffer content = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int length = content.getInt(PREAMBLE - Integer.BYTES);
        Config header = ConfigFactory.parseString(new String(bytes, PREAMBLE, length, StandardCharsets.UTF_8));
        content.position(PREAMBLE + length);
        SequencedMap<String, SavedVariable> variables = new LinkedHashMap<>();
        for (Config variable : header.getConfigList("variables")) {
            Shape shape = new Shape(variable.getIntList("shape"));
            double[] values = new double[Math.toIntExact(shape.size())];
            boolean single = variable.getString("type").equals("f32");
            for (int i = 0; i < values.length; i++) {
                values[i] = single ? content.getFloat() : content.getDouble();
            }
            variables.put(variable.getString("name"), new SavedVariable(shape, values));
        }
        return new Checkpoint(
                header.getInt("step"),
                header.getLong("critic-updates"),
                header.getLong("seed"),
                new Shape(header.getIntList("sample-shape")),
                header.getConfig("recipe"),
                header.getConfig("provenance"),
                variables);
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
