package dev.gantry.runtime.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.typesafe.config.ConfigFactory;
import dev.gantry.core.tensor.Shape;
import dev.gantry.runtime.run.CheckpointException;
import dev.gantry.runtime.store.Checkpoint.SavedVariable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Checkpoints whose checksum is right and whose content is not. The property {@code gantry.mutants} asks for more mutants.
 */
class BrokenCheckpointsTest {

    private static final int MUTANTS = Integer.getInteger("gantry.mutants", 600);
    private static final long SEED = 23;
    private static final int PREAMBLE = 16;
    private static final Pattern OF_JAVA =
            Pattern.compile("\\w(Exception|Error)\\b|\\bnull\\b|\\b(java|com|sun|dev)\\.|SimpleConfig");
    private static final List<String> VALUES = List.of(
            "0",
            "-1",
            "1e99",
            "2147483647",
            "2147483648",
            "9223372036854775807",
            "\"\"",
            "null",
            "[]",
            "{}",
            "\"f16\"",
            "[0]",
            "[65536,65536]",
            "[2147483647,2147483647,2147483647]",
            "true");

    private Path file = Path.of("");
    private byte[] good = {};

    @BeforeEach
    void good(@TempDir Path temporary) throws IOException {
        file = temporary.resolve("c.gantry");
        SequencedMap<String, SavedVariable> variables = new LinkedHashMap<>();
        variables.put("critic/parameters", new SavedVariable(Shape.of(3), new double[] {1, 2, 3}));
        variables.put("generator/parameters", new SavedVariable(Shape.of(2, 2), new double[] {0.1, 0.2, 0.3, 0.4}));
        CheckpointFile.write(
                file,
                new Checkpoint(
                        3,
                        9,
                        7,
                        Shape.of(2),
                        ConfigFactory.parseString("name = tiny, generator { type = mlp }"),
                        ConfigFactory.parseString("gantry = 1"),
                        variables));
        good = Files.readAllBytes(file);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"step\":3 | \"step\":-3 | it counts -3 steps and 9 updates of the critic",
                "\"step\":3 | \"step\":4294967296 | it counts 4294967296 steps",
                "\"step\":3 | \"stop\":3 | it lacks a key",
                "\"shape\":[3] | \"shape\":[4] | its variables take 48 bytes or more, and the file has 44",
                "\"shape\":[3] | \"shape\":[2] | its variables take 40 bytes, and the file has 44",
                "\"shape\":[3] | \"shape\":[0] | every axis must have at least one element",
                "\"shape\":[3] | \"shape\":[65536,65536] | is too large",
                "\"shape\":[3] | \"shape\":[2147483647,2147483647,2147483647] | is too large",
                "\"f32\" | \"f16\" | has a type that is neither f32 nor f64",
                "critic/parameters | generator/parameters | it has 'generator/parameters' twice",
                "critic/parameters | critic\\u0000parameters | a variable has a name that is none",
                "\"gantry\":1 | \"gantry\":${HOME} | it is not JSON",
                "{\"critic-updates\" | include \"other.conf\" {\"critic-updates\" | it is not JSON",
            })
    void headersAreChecked(String from, String to, String message) throws IOException {
        String header = header();
        assertThat(header).contains(from);
        Files.write(file, with(header.replace(from, to)));

        assertThatThrownBy(() -> CheckpointFile.read(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("checkpoint " + file + " has a header that cannot be read: ")
                .hasMessageContaining(message);
    }

    @Test
    void depthAndLengthAreBounded() throws IOException {
        Files.write(file, with("[".repeat(100_000)));
        assertThatThrownBy(() -> CheckpointFile.read(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("it is nested more than 64 deep");

        Files.write(file, with(header().replace("\"gantry\":1", "\"gantry\":\"" + "[".repeat(100) + "\"")));
        assertThat(CheckpointFile.read(file).step())
                .as("brackets in text nest nothing")
                .isEqualTo(3);

        byte[] tooLong = good.clone();
        ByteBuffer.wrap(tooLong).order(ByteOrder.LITTLE_ENDIAN).putInt(PREAMBLE - 4, Integer.MAX_VALUE);
        Files.write(file, signed(tooLong));
        assertThatThrownBy(() -> CheckpointFile.read(file)).hasMessageContaining("it would have 2147483647 bytes");
    }

    @Test
    void valuesAreFinite() throws IOException {
        byte[] changed = good.clone();
        ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putFloat(PREAMBLE + header().length() + 4, Float.NaN);
        Files.write(file, signed(changed));

        assertThatThrownBy(() -> CheckpointFile.read(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("'critic/parameters' holds a value that is NaN");
    }

    @Test
    void whatIsBrokenAtRandomIsReadOrRefused() throws IOException {
        int read = 0;
        int refused = 0;
        for (int mutant = 0; mutant < MUTANTS; mutant++) {
            SplittableRandom random = new SplittableRandom(SEED + mutant);
            Files.write(file, mutant(random));
            try {
                assertThat(CheckpointFile.read(file).variables()).isNotNull();
                read++;
            } catch (CheckpointException e) {
                assertThat(e.getMessage().replace(file.toString(), "FILE"))
                        .as("seed %d", SEED + mutant)
                        .doesNotContainPattern(OF_JAVA)
                        .hasSizeLessThan(2000);
                refused++;
            } catch (RuntimeException | Error e) {
                fail("seed " + (SEED + mutant), e);
            }
        }
        assertThat(read).isPositive();
        assertThat(refused).isGreaterThan(MUTANTS / 2);
    }

    private byte[] mutant(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> {
                byte[] changed = good.clone();
                changed[random.nextInt(changed.length - 32)] ^= (byte) (1 << random.nextInt(8));
                yield signed(changed);
            }
            case 1 -> {
                // Longer than a digest, since what is left is signed anew.
                byte[] cut = java.util.Arrays.copyOf(good, random.nextInt(33, good.length));
                yield signed(cut);
            }
            case 2 -> {
                String[] parts = header().split("(?<=[:,\\[{])", -1);
                int at = random.nextInt(parts.length);
                parts[at] = VALUES.get(random.nextInt(VALUES.size())) + (random.nextBoolean() ? "," : "");
                yield with(String.join("", parts));
            }
            default -> {
                StringBuilder header = new StringBuilder(header());
                int from = random.nextInt(header.length());
                int to = Math.min(header.length(), from + random.nextInt(1, 40));
                String piece = header.substring(from, to);
                yield with(
                        random.nextBoolean()
                                ? header.delete(from, to).toString()
                                : header.insert(random.nextInt(header.length()), piece.repeat(random.nextInt(1, 200)))
                                        .toString());
            }
        };
    }

    private String header() {
        int length = ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getInt(PREAMBLE - 4);
        return new String(good, PREAMBLE, length, StandardCharsets.UTF_8);
    }

    /** The good checkpoint with another header. */
    private byte[] with(String header) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        int values = PREAMBLE + header().getBytes(StandardCharsets.UTF_8).length;
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.write(good, 0, PREAMBLE - 4);
        content.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(text.length)
                .array());
        content.writeBytes(text);
        content.write(good, values, good.length - values);
        return signed(content.toByteArray());
    }

    /** The same with a checksum that is right. */
    private static byte[] signed(byte[] content) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(content, 0, content.length - 32);
            System.arraycopy(digest.digest(), 0, content, content.length - 32, 32);
            return content;
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
