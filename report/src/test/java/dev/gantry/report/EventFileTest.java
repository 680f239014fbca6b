package dev.gantry.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Read back by a reader that is written from the format: TensorFlow's {@code record_writer.h} for records, and the encoding of
 * protocol buffers for what is in them.
 */
final class EventFileTest {

    @TempDir
    private Path folder;

    private interface Written {
        void to(EventFile file) throws IOException;
    }

    /** The events behind the first two, which say what the file is and where it begins. */
    private List<Map<Integer, List<Object>>> events(Written written) throws IOException {
        try (EventFile file = EventFile.create(folder, 100)) {
            written.to(file);
        }
        try (Stream<Path> files = Files.list(folder)) {
            Path file = files.findFirst().orElseThrow();
            assertThat(file.getFileName().toString()).startsWith("events.out.tfevents.");
            List<Map<Integer, List<Object>>> events = records(Files.readAllBytes(file));
            assertThat(text(events.getFirst(), 3)).isEqualTo("brain.Event:2");
            Map<Integer, List<Object>> start = events.get(1);
            assertThat(start.get(2)).containsExactly(101L);
            assertThat(message(start, 7).get(1)).containsExactly(1L);
            return events.subList(2, events.size());
        }
    }

    private static List<Map<Integer, List<Object>>> records(byte[] bytes) {
        List<Map<Integer, List<Object>>> messages = new ArrayList<>();
        ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (file.hasRemaining()) {
            byte[] length = new byte[8];
            file.get(length);
            assertThat(file.getInt()).isEqualTo(masked(length));
            byte[] data = new byte
                    [Math.toIntExact(ByteBuffer.wrap(length)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getLong())];
            file.get(data);
            assertThat(file.getInt()).isEqualTo(masked(data));
            messages.add(fields(data));
        }
        return messages;
    }

    /** CRC-32C bit by bit, of the reversed polynomial 0x82f63b78, masked as records have it. */
    private static int masked(byte[] bytes) {
        int crc = ~0;
        for (byte each : bytes) {
            crc ^= each & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc >>> 1 ^ ((crc & 1) == 1 ? 0x82f63b78 : 0);
            }
        }
        crc = ~crc;
        return (crc >>> 15 | crc << 17) + 0xa282ead8;
    }

    /** By number: integers as longs, fixed ones as doubles and floats, and bytes. */
    private static Map<Integer, List<Object>> fields(byte[] message) {
        Map<Integer, List<Object>> fields = new LinkedHashMap<>();
        ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            int key = (int) varint(in);
            Object value = switch (key & 7) {
                case 0 -> varint(in);
                case 1 -> in.getDouble();
                case 2 -> {
                    byte[] bytes = new byte[(int) varint(in)];
                    in.get(bytes);
                    yield bytes;
                }
                case 5 -> in.getFloat();
                default -> throw new IllegalArgumentException("wire type " + (key & 7));
            };
            fields.computeIfAbsent(key >>> 3, _ -> new ArrayList<>()).add(value);
        }
        return fields;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private static Map<Integer, List<Object>> message(Map<Integer, List<Object>> in, int field) {
        return fields((byte[]) in.get(field).getFirst());
    }

    private static String text(Map<Integer, List<Object>> in, int field) {
        return new String((byte[]) in.get(field).getFirst(), UTF_8);
    }

    private static double[] doubles(Map<Integer, List<Object>> in, int field) {
        ByteBuffer bytes = ByteBuffer.wrap((byte[]) in.get(field).getFirst()).order(ByteOrder.LITTLE_ENDIAN);
        double[] values = new double[bytes.remaining() / Double.BYTES];
        bytes.asDoubleBuffer().get(values);
        return values;
    }

    @Test
    void scalarsOfAStepStandInOneEvent() throws IOException {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("critic/loss", 0.25);
        values.put("distance", -3.0);

        List<Map<Integer, List<Object>>> events = events(file -> file.scalars(150, values));

        assertThat(events).hasSize(1);
        assertThat(events.getFirst().get(2)).containsExactly(150L);
        assertThat((Double) events.getFirst().get(1).getFirst()).isGreaterThan(1.7e9);
        List<Object> summary = message(events.getFirst(), 5).get(1);
        assertThat(summary.stream()
                        .map(value -> fields((byte[]) value))
                        .map(value -> text(value, 1) + " " + value.get(2).getFirst()))
                .containsExactly("critic/loss 0.25", "distance -3.0");
    }

    @Test
    void imagesKeepTheirSizeAndBytes() throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(30, 20, BufferedImage.TYPE_INT_RGB), "png", png);

        Map<Integer, List<Object>> value = message(
                message(
                        events(file -> file.image(150, "samples", png.toByteArray()))
                                .getFirst(),
                        5),
                1);

        assertThat(text(value, 1)).isEqualTo("samples");
        Map<Integer, List<Object>> image = message(value, 4);
        assertThat(image.get(1)).containsExactly(20L);
        assertThat(image.get(2)).containsExactly(30L);
        assertThat((byte[]) image.get(4).getFirst()).isEqualTo(png.toByteArray());
    }

    @Test
    void textIsATensorOfTheTextPlugin() throws IOException {
        Map<Integer, List<Object>> value = message(
                message(events(file -> file.text(0, "recipe", "a = 1\nb = 2")).getFirst(), 5), 1);

        Map<Integer, List<Object>> tensor = message(value, 8);
        assertThat(tensor.get(1)).as("a string").containsExactly(7L);
        assertThat(text(tensor, 8)).isEqualTo("    a = 1\n    b = 2");
        assertThat(text(message(message(value, 9), 1), 1)).isEqualTo("text");
    }

    @Test
    void aHistogramHasEachValueInItsBucket() throws IOException {
        float[] scores = {0, 3, 1, 3, 0.5f};

        Map<Integer, List<Object>> histogram = message(
                message(
                        message(
                                events(file -> file.histogram(150, "scores", scores))
                                        .getFirst(),
                                5),
                        1),
                5);

        assertThat(histogram.get(1)).containsExactly(0.0);
        assertThat(histogram.get(2)).containsExactly(3.0);
        assertThat(histogram.get(3)).containsExactly(5.0);
        assertThat(histogram.get(4)).containsExactly(7.5);
        assertThat(histogram.get(5)).containsExactly(9 + 1 + 9 + 0.25);
        double[] limits = doubles(histogram, 6);
        double[] counts = doubles(histogram, 7);
        assertThat(limits).hasSameSizeAs(counts).isSorted();
        assertThat(limits[limits.length - 1]).isCloseTo(3, within(1e-9));
        assertThat(counts[0]).isEqualTo(1);
        assertThat(counts[counts.length - 1]).isEqualTo(2);
        assertThat(Arrays.stream(counts).sum()).isEqualTo(5);
    }

    @Test
    void scoresThatAreAllTheSameHaveAHistogramToo() throws IOException {
        Map<Integer, List<Object>> histogram = message(
                message(
                        message(
                                events(file -> file.histogram(150, "scores", new float[] {2, 2}))
                                        .getFirst(),
                                5),
                        1),
                5);

        assertThat(doubles(histogram, 7)[0]).isEqualTo(2);
    }
}
