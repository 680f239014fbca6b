package dev.gantry.runtime.store;

import static java.util.Objects.requireNonNull;

import com.typesafe.config.Config;
import dev.gantry.core.run.TrainingException;
import dev.gantry.core.tensor.Shape;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.run.CheckpointException;
import dev.gantry.runtime.store.Checkpoint.SavedVariable;
import dev.gantry.runtime.store.CheckpointHeader.Variable;
import dev.gantry.runtime.store.Json.Refused;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

    static final byte[] MAGIC = "GANTRYCP".getBytes(StandardCharsets.US_ASCII);
    static final int VERSION = 1;
    static final int PREAMBLE = MAGIC.length + 2 * Integer.BYTES;
    static final int DIGEST = 32;
    private static final int CHUNK = 1 << 16;

    /** How many values are in memory at a time while they are written. */
    private static final int PART = CHUNK / Double.BYTES;

    private CheckpointFile() {}

    public static void write(Path file, Checkpoint checkpoint) throws IOException {
        AtomicFile.write(file, target -> write(target, checkpoint));
    }

    private static void write(OutputStream target, Checkpoint checkpoint) throws IOException {
        MessageDigest digest = sha256();
        // The digest stream stays open: what follows it goes to the same file.
        OutputStream body = new DigestOutputStream(new BufferedOutputStream(target, CHUNK), digest);
        List<Variable> variables = described(checkpoint);
        byte[] header = header(checkpoint, variables);
        body.write(MAGIC);
        body.write(littleEndian(2 * Integer.BYTES)
                .putInt(VERSION)
                .putInt(header.length)
                .array());
        body.write(header);
        for (Variable variable : variables) {
            write(body, requireNonNull(checkpoint.variables().get(variable.name())), variable.single());
        }
        body.flush();
        target.write(digest.digest());
    }

    private static void write(OutputStream body, SavedVariable variable, boolean single) throws IOException {
        byte[] bytes = new byte[CHUNK];
        ByteBuffer chunk = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int size = variable.shape().length();
        for (int first = 0; first < size; first += PART) {
            for (double value : part(variable, first, size)) {
                if (single) {
                    chunk.putFloat((float) value);
                } else {
                    chunk.putDouble(value);
                }
            }
            body.write(bytes, 0, chunk.position());
            chunk.clear();
        }
    }

    private static double[] part(SavedVariable variable, int first, int size) {
        double[] part = new double[Math.min(PART, size - first)];
        variable.read(first, part);
        return part;
    }

    private static boolean fitsSingle(SavedVariable variable) {
        int size = variable.shape().length();
        boolean fits = true;
        // All of them are looked at, since a value may be refused.
        for (int first = 0; first < size; first += PART) {
            for (double value : part(variable, first, size)) {
                fits &= Double.compare((float) value, value) == 0;
            }
        }
        return fits;
    }

    private static List<Variable> described(Checkpoint checkpoint) {
        List<Variable> variables = new ArrayList<>();
        checkpoint
                .variables()
                .forEach((name, variable) -> variables.add(new Variable(name, variable.shape(), fitsSingle(variable))));
        return variables;
    }

    /** What is written can be read: a header that could not is not. */
    private static byte[] header(Checkpoint checkpoint, List<Variable> variables) throws IOException {
        try {
            return new CheckpointHeader(
                            checkpoint.step(),
                            checkpoint.criticUpdates(),
                            checkpoint.seed(),
                            checkpoint.sampleShape(),
                            checkpoint.recipe(),
                            checkpoint.provenance(),
                            variables)
                    .encoded();
        } catch (Refused e) {
            throw new IOException("a checkpoint could not be read again: its header " + e.getMessage(), e);
        }
    }

    /**
     * Why the header of a run's checkpoints could not be read again, in words that follow a block of the recipe; nothing where it
     * can, whatever the variables' values.
     *
     * @param variables by name, as the checkpoints will hold them
     */
    public static Optional<String> problem(
            Recipe recipe, Config provenance, Shape sampleShape, Map<String, Shape> variables) {
        try {
            new CheckpointHeader(
                            recipe.settings().steps(),
                            Long.MAX_VALUE,
                            recipe.settings().seed(),
                            sampleShape,
                            recipe.effective(),
                            provenance,
                            variables.entrySet().stream()
                                    .map(variable -> new Variable(variable.getKey(), variable.getValue(), false))
                                    .toList())
                    .encoded();
            return Optional.empty();
        } catch (Refused e) {
            return Optional.of(
                    e.isTooLarge()
                            ? "makes the recipe too large for a checkpoint, whose header holds it twice and "
                                    + e.getMessage() + "; use shorter lists"
                            : "cannot be kept in a checkpoint, whose header " + e.getMessage());
        }
    }

    /**
     * Reads and verifies a checkpoint, of whatever size the memory has room for.
     *
     * @throws CheckpointException if the file is missing, damaged, of a newer format or none, or its variables do not fit the
     *     memory
     */
    public static Checkpoint read(Path file) {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new CheckpointException("checkpoint " + file + " is not a file");
        }
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            return new CheckpointReader(
                            file, channel, CHUNK, Runtime.getRuntime().maxMemory())
                    .read();
        } catch (NoSuchFileException e) {
            throw new CheckpointException("there is no checkpoint " + file, e);
        } catch (IOException e) {
            throw new CheckpointException("cannot read checkpoint " + file + ": " + TrainingException.reason(e), e);
        }
    }

    private static ByteBuffer littleEndian(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
