package dev.gantry.runtime.store;

import dev.gantry.runtime.run.CheckpointException;
import dev.gantry.runtime.store.Checkpoint.SavedVariable;
import dev.gantry.runtime.store.CheckpointHeader.Variable;
import dev.gantry.runtime.store.Json.Refused;
import dev.gantry.runtime.trace.Variables;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * Reads {@link CheckpointFile}'s format, which a stranger may have written, chunk by chunk: first all of it for the checksum, then
 * header and values. Nothing is allocated before it is known to be in the file.
 */
final class CheckpointReader {

    private final Path file;
    private final SeekableByteChannel channel;
    private final ByteBuffer chunk;
    private final long heap;

    /**
     * @param chunk bytes that are read at a time, at least {@link CheckpointFile#DIGEST}
     * @param heap bytes that there are for the variables
     */
    CheckpointReader(Path file, SeekableByteChannel channel, int chunk, long heap) {
        this.file = file;
        this.channel = channel;
        this.chunk = ByteBuffer.allocate(chunk).order(ByteOrder.LITTLE_ENDIAN);
        this.heap = heap;
    }

    /**
     * @throws CheckpointException if the file breaks a rule of the format, or its variables do not fit the heap
     */
    Checkpoint read() throws IOException {
        long size = channel.size();
        int length = preamble(size);
        verifyChecksum(size);
        channel.position(CheckpointFile.PREAMBLE);
        CheckpointHeader header = header(length);
        long expected = CheckpointFile.PREAMBLE + length + header.bytes() + CheckpointFile.DIGEST;
        if (size != expected) {
            throw refused("has a header whose variables make up a file of %,d bytes, and it has %,d"
                    .formatted(expected, size));
        }
        if (header.memory() > heap) {
            throw tooLarge(header);
        }
        try {
            return new Checkpoint(
                    header.step(),
                    header.criticUpdates(),
                    header.seed(),
                    header.sampleShape(),
                    header.recipe(),
                    header.provenance(),
                    variables(header));
        } catch (OutOfMemoryError e) {
            // Of the heap, others use a part.
            throw tooLarge(header);
        }
    }

    /** The length of the header. */
    private int preamble(long size) throws IOException {
        if (size < CheckpointFile.PREAMBLE + CheckpointFile.DIGEST) {
            throw noCheckpoint(size);
        }
        ByteBuffer preamble = next(CheckpointFile.PREAMBLE);
        byte[] magic = new byte[CheckpointFile.MAGIC.length];
        preamble.get(magic);
        if (!Arrays.equals(magic, CheckpointFile.MAGIC)) {
            throw noCheckpoint(size);
        }
        int version = preamble.getInt();
        if (version > CheckpointFile.VERSION) {
            throw refused("has format " + version + ", and this Gantry reads up to " + CheckpointFile.VERSION
                    + "; use the newer Gantry that wrote it");
        }
        if (version < CheckpointFile.VERSION) {
            throw refused("has format " + version + ", which there never was");
        }
        return preamble.getInt();
    }

    private CheckpointException noCheckpoint(long size) {
        return new CheckpointException(file + " is no checkpoint, or only the beginning of one: " + size
                + " bytes that do not make up a checkpoint's first and last part");
    }

    private void verifyChecksum(long size) throws IOException {
        MessageDigest digest = CheckpointFile.sha256();
        channel.position(0);
        for (long left = size - CheckpointFile.DIGEST; left > 0; left -= chunk.limit()) {
            digest.update(next((int) Math.min(left, chunk.capacity())));
        }
        byte[] written = new byte[CheckpointFile.DIGEST];
        next(written.length).get(written);
        if (!MessageDigest.isEqual(digest.digest(), written)) {
            throw refused(
                    "is damaged: its checksum does not match, so it was cut short or changed after it was written");
        }
    }

    private CheckpointHeader header(int length) throws IOException {
        if (length < 0 || length > Json.MOST || length > channel.size() - CheckpointFile.PREAMBLE) {
            throw refused("has a header of %,d bytes, and it is from 0 to %,d, and within the file"
                    .formatted(length, Json.MOST));
        }
        ByteBuffer json = ByteBuffer.allocate(length);
        fill(json);
        try {
            return CheckpointHeader.parse(json.array());
        } catch (Refused e) {
            throw new CheckpointException(
                    "checkpoint " + file + " has a header that cannot be read: it " + e.getMessage(), e);
        }
    }

    private SequencedMap<String, SavedVariable> variables(CheckpointHeader header) throws IOException {
        SequencedMap<String, SavedVariable> variables = new LinkedHashMap<>();
        for (Variable variable : header.variables()) {
            double[] values = values(variable);
            if (variable.name().equals(Variables.CLASSES)) {
                requireCount(variable, values);
            }
            variables.put(variable.name(), SavedVariable.of(variable.shape(), values));
        }
        return variables;
    }

    private double[] values(Variable variable) throws IOException {
        double[] values = new double[variable.shape().length()];
        int perChunk = chunk.capacity() / variable.width();
        for (int begin = 0; begin < values.length; ) {
            int end = begin + Math.min(perChunk, values.length - begin);
            ByteBuffer read = next((end - begin) * variable.width());
            for (int i = begin; i < end; i++) {
                values[i] = variable.single() ? read.getFloat() : read.getDouble();
                if (!Double.isFinite(values[i])) {
                    throw refused("has a value of '" + variable.name() + "' that is " + values[i]);
                }
            }
            begin = end;
        }
        return values;
    }

    private void requireCount(Variable variable, double[] values) {
        if (variable.shape().rank() != 0 || values[0] != (int) values[0] || values[0] < 1) {
            throw refused("has a '" + variable.name() + "' of shape " + variable.shape() + " that begins with "
                    + values[0] + ", and it is one whole number, at least 1");
        }
    }

    /** The next bytes, which are in the chunk until the next call. */
    private ByteBuffer next(int bytes) throws IOException {
        fill(chunk.clear().limit(bytes));
        return chunk;
    }

    private void fill(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw refused("was cut short while it was read");
            }
        }
        buffer.flip();
    }

    private CheckpointException tooLarge(CheckpointHeader header) {
        return refused(
                "has variables that need %,d MB of memory, and Java has %,d MB for everything; give it more with -Xmx"
                        .formatted((header.memory() >> 20) + 1, heap >> 20));
    }

    private CheckpointException refused(String why) {
        return new CheckpointException("checkpoint " + file + " " + why);
    }
}
