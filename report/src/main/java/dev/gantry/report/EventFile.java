package dev.gantry.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * A file of events that TensorBoard reads: records of a length and a message, each with a masked checksum. The numbers of fields are
 * those of TensorFlow's {@code event.proto}, {@code summary.proto} and {@code tensor.proto}.
 */
final class EventFile implements AutoCloseable {

    private static final int MASK = 0xa282ead8;
    private static final int STRING_TYPE = 7;
    private static final int START = 1;
    private static final int RGB = 3;
    private static final int BINS = 30;

    /** Where a PNG tells its width, behind which its height is. */
    private static final int PNG_WIDTH = 16;

    private final OutputStream out;

    /** Writes the fields of a message. */
    @FunctionalInterface
    private interface Fields {
        void writeTo(CodedOutputStream message) throws IOException;
    }

    private EventFile(OutputStream out) {
        this.out = out;
    }

    /**
     * A new file in a folder, which is made where it is not there.
     *
     * @param step what older files of the folder tell of later steps is done over
     */
    static EventFile create(Path folder, int step) throws IOException {
        Files.createDirectories(folder);
        Instant now = Instant.now();
        // TensorBoard reads files in the order of their names.
        Path file =
                folder.resolve("events.out.tfevents.%010d.%09d.gantry".formatted(now.getEpochSecond(), now.getNano()));
        EventFile events = new EventFile(new FileOutputStream(file.toFile()));
        try {
            events.write(0, event -> event.writeString(3, "brain.Event:2"));
            events.write(step + 1, event -> event.writeByteArray(7, message(session -> session.writeEnum(1, START))));
            return events;
        } catch (IOException | RuntimeException e) {
            events.close();
            throw e;
        }
    }

    void scalars(int step, Map<String, Double> values) throws IOException {
        write(
                step,
                event -> event.writeByteArray(
                        5,
                        message(summary -> values.forEach((tag, value) ->
                                value(summary, tag, fields -> fields.writeFloat(2, value.floatValue()))))));
    }

    /**
     * @param png as in a file
     */
    void image(int step, String tag, byte[] png) throws IOException {
        ByteBuffer header = ByteBuffer.wrap(png);
        byte[] image = message(fields -> {
            fields.writeInt32(1, header.getInt(PNG_WIDTH + Integer.BYTES));
            fields.writeInt32(2, header.getInt(PNG_WIDTH));
            fields.writeInt32(3, RGB);
            fields.writeByteArray(4, png);
        });
        write(
                step,
                event -> event.writeByteArray(
                        5, message(summary -> value(summary, tag, fields -> fields.writeByteArray(4, image)))));
    }

    /** Text as it is, in TensorBoard's Markdown. */
    void text(int step, String tag, String text) throws IOException {
        byte[] tensor = message(fields -> {
            fields.writeEnum(1, STRING_TYPE);
            fields.writeByteArray(
                    2, message(shape -> shape.writeByteArray(2, message(dimension -> dimension.writeInt64(1, 1)))));
            fields.writeByteArray(8, ("    " + text.replace("\n", "\n    ")).getBytes(UTF_8));
        });
        byte[] metadata = message(fields -> fields.writeByteArray(1, message(plugin -> plugin.writeString(1, "text"))));
        write(
                step,
                event -> event.writeByteArray(
                        5,
                        message(summary -> value(summary, tag, fields -> {
                            fields.writeByteArray(8, tensor);
                            fields.writeByteArray(9, metadata);
                        }))));
    }

    /**
     * How often values lie where.
     *
     * @param values finite, at least one
     */
    void histogram(int step, String tag, float[] values) throws IOException {
        double[] sorted = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            sorted[i] = values[i];
        }
        Arrays.sort(sorted);
        double least = sorted[0];
        double most = sorted[sorted.length - 1];
        double width = most > least ? (most - least) / BINS : 1;
        double[] limits = new double[BINS];
        double[] counts = new double[BINS];
        for (int bin = 0; bin < BINS; bin++) {
            limits[bin] = least + (bin + 1) * width;
        }
        for (double value : sorted) {
            counts[(int) Math.min(BINS - 1, (value - least) / width)]++;
        }
        byte[] histogram = message(fields -> {
            fields.writeDouble(1, least);
            fields.writeDouble(2, most);
            fields.writeDouble(3, sorted.length);
            fields.writeDouble(4, Arrays.stream(sorted).sum());
            fields.writeDouble(
                    5, Arrays.stream(sorted).map(value -> value * value).sum());
            fields.writeByteArray(6, packed(limits));
            fields.writeByteArray(7, packed(counts));
        });
        write(
                step,
                event -> event.writeByteArray(
                        5, message(summary -> value(summary, tag, fields -> fields.writeByteArray(5, histogram)))));
    }

    private static byte[] packed(double[] values) {
        return message(fields -> {
            for (double value : values) {
                fields.writeDoubleNoTag(value);
            }
        });
    }

    private static void value(CodedOutputStream summary, String tag, Fields content) {
        byte[] value = message(fields -> {
            fields.writeString(1, tag);
            content.writeTo(fields);
        });
        try {
            summary.writeByteArray(1, value);
        } catch (IOException e) {
            throw new UncheckedIOException("a message in memory can be written", e);
        }
    }

    private static byte[] message(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            CodedOutputStream message = CodedOutputStream.newInstance(bytes);
            fields.writeTo(message);
            message.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("a message in memory can be written", e);
        }
        return bytes.toByteArray();
    }

    private void write(int step, Fields content) throws IOException {
        byte[] event = message(fields -> {
            fields.writeDouble(1, System.currentTimeMillis() * 1e-3);
            fields.writeInt64(2, step);
            content.writeTo(fields);
        });
        byte[] length = new byte[Long.BYTES];
        little(length).putLong(event.length);
        byte[] record = new byte[length.length + event.length + 2 * Integer.BYTES];
        little(record).put(length).putInt(masked(length)).put(event).putInt(masked(event));
        out.write(record);
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int masked(byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        return Integer.rotateRight((int) checksum.getValue(), 15) + MASK;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
