package dev.gantry.runtime.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.typesafe.config.ConfigFactory;
import dev.gantry.core.tensor.Shape;
import dev.gantry.runtime.run.CheckpointException;
import dev.gantry.runtime.store.Checkpoint.SavedVariable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checkpoints broken at random, most of them with a right checksum, give a checkpoint, or an error that says in words what is
 * wrong with them. The property {@code gantry.mutants} asks for more mutants.
 */
final class BrokenCheckpointsTest {

    private static final int MUTANTS = Integer.getInteger("gantry.mutants", 1000);
    private static final long SEED = 18;
    private static final Pattern OF_JAVA =
            Pattern.compile("\\w(Exception|Error)\\b|\\b(java|javax|com|sun|dev)\\.[a-z]");
    private static final Pattern VALUE = Pattern.compile("-?\\d+|\"[^\"]*\"|\\[[^\\[\\]]*]|\\{[^{}]*}");
    private static final Pattern KEY = Pattern.compile("\"[a-z0-9-]+\":");
    private static final int PREAMBLE = 16;
    private static final int DIGEST = 32;

    private static final int[] EXTREMES = {
        0, 1, -1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0x7ff00000, 0x7fc00000, 0xff800000
    };

    private static final List<String> VALUES = List.of(
            "0",
            "-1",
            "1.5",
            "1e400",
            "-1e-400",
            "2147483647",
            "2147483648",
            "9223372036854775807",
            "9223372036854775808",
            "null",
            "true",
            "{}",
            "[]",
            "[0]",
            "[-3]",
            "[2147483647]",
            "[65536,65536]",
            "[2147483647,2147483647,2147483647]",
            "[1e9]",
            "[[1]]",
            "[4]",
            "[\"4\"]",
            "\"\"",
            "\"f32\"",
            "\"f64\"",
            "\"f16\"",
            "\"data/classes\"",
            "\"generator/parameters\"",
            "\"\\u0000\"",
            "\"a\\u001b[2Jb\"",
            "\"a\u007f\u009b\"",
            "\"${x}\"",
            "${x}",
            "include \"/etc/hostname\"",
            "include url(\"http://localhost:1/\")",
            "[".repeat(100) + "]".repeat(100),
            "[".repeat(100_000),
            "{\"a\":".repeat(5000),
            "\"\"".repeat(200_000),
            "\"" + "x".repeat(10_000) + "\"");

    @TempDir
    private Path folder;

    @Test
    void giveACheckpointOrSayWhatIsWrong() throws IOException {
        List<byte[]> valid = List.of(file(checkpoint(3, 5)), file(checkpoint(300, 7)), file(checkpoint(1, 0)));
        Path file = folder.resolve("mutant.gantry");
        int checkpoints = 0;
        int errors = 0;
        for (int mutant = 0; mutant < MUTANTS; mutant++) {
            SplittableRandom random = new SplittableRandom(SEED + mutant);
            byte[] content = valid.get(mutant % valid.size());
            for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
                content = changed(content, random);
            }
            // Without a right checksum, nothing behind it is looked at.
            Files.write(file, random.nextInt(10) == 0 ? content : signed(content));
            try {
                requireWhole(CheckpointFile.read(file));
                checkpoints++;
            } catch (CheckpointException e) {
                assertThat(e.getMessage())
                        .as("mutant %d", mutant)
                        .contains(file.toString())
                        .hasSizeLessThan(1000)
                        .doesNotContainPattern("\\p{Cc}")
                        .doesNotContainPattern(OF_JAVA);
                errors++;
            } catch (RuntimeException | Error e) {
                fail("mutant %d".formatted(mutant), e);
            }
        }
        assertThat(checkpoints).isPositive();
        assertThat(errors).isPositive();
    }

    private static void requireWhole(Checkpoint checkpoint) {
        assertThat(checkpoint.step()).isNotNegative();
        assertThat(checkpoint.criticUpdates()).isNotNegative();
        assertThat(checkpoint.classes()).isNotNegative();
        checkpoint.variables().forEach((name, variable) -> {
            assertThat(name).isNotEmpty().doesNotContainPattern("\\p{Cc}");
            assertThat(variable.values()).hasSize(variable.shape().length());
            assertThat(Arrays.stream(variable.values()).allMatch(Double::isFinite))
                    .isTrue();
        });
    }

    private static byte[] changed(byte[] content, SplittableRandom random) {
        byte[] copy = content.clone();
        if (copy.length <= PREAMBLE + DIGEST) {
            return copy;
        }
        int place = random.nextInt(copy.length - DIGEST);
        int extreme = EXTREMES[random.nextInt(EXTREMES.length)];
        ByteBuffer buffer = ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN);
        switch (random.nextInt(10)) {
            case 0 -> copy[place] ^= (byte) (1 << random.nextInt(8));
            case 1 -> copy[place] = (byte) random.nextInt(256);
            case 2 -> buffer.putInt(place, extreme);
            case 3 -> buffer.putInt(12, random.nextBoolean() ? extreme : buffer.getInt(12) + random.nextInt(-3, 4));
            case 4 -> {
                return Arrays.copyOf(copy, random.nextInt(copy.length));
            }
            case 5 -> {
                return Arrays.copyOf(copy, copy.length + random.nextInt(1, 40));
            }
            default -> {
                return inHeader(copy, random);
            }
        }
        return copy;
    }

    /** With a value or a key of the header changed, left out, or twice, and the header's length right. */
    private static byte[] inHeader(byte[] content, SplittableRandom random) {
        int length = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).getInt(12);
        if (length < 0 || length > content.length - PREAMBLE - DIGEST) {
            return content;
        }
        String header = new String(content, PREAMBLE, length, StandardCharsets.UTF_8);
        Matcher matcher = (random.nextInt(3) == 0 ? KEY : VALUE).matcher(header);
        int matches = (int) matcher.results().count();
        if (matches == 0) {
            return content;
        }
        matcher.reset();
        for (int skipped = random.nextInt(matches); skipped >= 0; skipped--) {
            assertThat(matcher.find()).isTrue();
        }
        String replacement = switch (random.nextInt(6)) {
            case 0 -> "";
            case 1 -> matcher.group() + matcher.group();
            case 2 -> matcher.group() + "," + matcher.group();
            default -> VALUES.get(random.nextInt(VALUES.size()));
        };
        String changed = header.substring(0, matcher.start()) + replacement + header.substring(matcher.end());
        return withHeader(content, length, changed.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] withHeader(byte[] content, int length, byte[] header) {
        int rest = content.length - PREAMBLE - length;
        return ByteBuffer.allocate(PREAMBLE + header.length + rest)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(content, 0, PREAMBLE - Integer.BYTES)
                .putInt(header.length)
                .put(header)
                .put(content, PREAMBLE + length, rest)
                .array();
    }

    /** A checkpoint's file with another header, and a right checksum. */
    static byte[] withHeader(byte[] content, String header) {
        int length = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).getInt(12);
        return signed(withHeader(content, length, header.getBytes(StandardCharsets.UTF_8)));
    }

    /** With the checksum that its beginning has. */
    static byte[] signed(byte[] content) {
        if (content.length < DIGEST) {
            return content;
        }
        byte[] signed = content.clone();
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(signed, 0, signed.length - DIGEST);
            System.arraycopy(digest.digest(), 0, signed, signed.length - DIGEST, DIGEST);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        return signed;
    }

    private byte[] file(Checkpoint checkpoint) throws IOException {
        Path file = folder.resolve("valid.gantry");
        CheckpointFile.write(file, checkpoint);
        return Files.readAllBytes(file);
    }

    private static Checkpoint checkpoint(int size, int classes) {
        SplittableRandom random = new SplittableRandom(size);
        SequencedMap<String, SavedVariable> variables = new LinkedHashMap<>();
        variables.put(
                "generator/parameters",
                new SavedVariable(Shape.of(size), random.doubles(size).toArray()));
        variables.put("generator/batches", new SavedVariable(Shape.SCALAR, new double[] {4}));
        variables.put(
                "critic/kernel",
                new SavedVariable(
                        Shape.of(2, size),
                        random.ints(2 * size).asDoubleStream().toArray()));
        if (classes > 0) {
            variables.put("data/classes", new SavedVariable(Shape.SCALAR, new double[] {classes}));
        }
        return new Checkpoint(
                12,
                24,
                -7,
                Shape.of(1, 2, 3),
                ConfigFactory.parseString("name = tiny, generator { type = mlp, hidden = [1, 2] }"),
                ConfigFactory.parseString("gantry = 1, java { version = \"25\" }"),
                variables);
    }
}
