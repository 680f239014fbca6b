package dev.gantry.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.core.run.RunResult;
import dev.gantry.runtime.TrainedGenerator;
import dev.gantry.runtime.TrainingPlan;
import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.runtime.recipe.RecipeException;
import dev.gantry.runtime.run.CheckpointException;
import dev.gantry.runtime.run.RunOptions;
import dev.gantry.tries.Draw;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints, most of them with a right checksum, are gone on from and make samples, or are refused. */
final class CheckpointFuzzTest {

    private static final int PREAMBLE = 16;
    private static final int DIGEST = 32;
    private static final Pattern VALUE = Pattern.compile("-?\\d+|\"[^\"]*\"|\\[[^\\[\\]]*]|\\{[^{}]*}");
    private static final Pattern KEY = Pattern.compile("\"[a-z0-9-]+\":");

    private static final String[] VALUES = {
        "0",
        "2",
        "3",
        "-1",
        "0.5",
        "1.5",
        "1000000",
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
        "\"dcgan\"",
        "\"batch\"",
        "[5]",
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
        "\"" + "x".repeat(10_000) + "\""
    };

    @TempDir
    private static Path folder;

    private static TrainingRuntime runtime;
    private static final List<TrainingPlan> PLANS = new ArrayList<>();
    private static final List<byte[]> VALID = new ArrayList<>();

    @BeforeAll
    static void train() throws IOException, InterruptedException {
        runtime = TrainingRuntime.builder().build();
        String data = folder.toString().replace('\\', '/');
        Files.write(folder.resolve("images"), Pictures.idx(6, 8, 8));
        Files.write(folder.resolve("labels"), Pictures.idx(6));
        train("averaged", """
                data = gaussian-ring
                generator { type = mlp, latent = 2, hidden = [3], norm = batch }
                critic { type = mlp, hidden = [3] }
                loss = wasserstein
                constraints { gradient-penalty {} }
                ema { decay = 0.9, statistics = measured }
                """);
        train("conditional", """
                data { type = idx, images = "%1$s/images", labels = "%1$s/labels" }
                generator { type = dcgan, latent = 2, channels = 2, norm = batch }
                critic { type = dcgan, channels = 2 }
                loss = non-saturating
                conditions { label-concatenation {} }
                """.formatted(data));
        train("without-critic", """
                data = swiss-roll
                scheme { type = imle, samples = 8 }
                generator { type = mlp, latent = 2, hidden = [3] }
                """);
    }

    private static void train(String name, String recipe) throws IOException, InterruptedException {
        Path file = Files.writeString(
                folder.resolve(name + ".conf"), recipe + "steps = 2\nbatch-size = 4\noptimizer.generator = adam\n");
        TrainingPlan plan = runtime.plan(file, List.of());
        RunResult result =
                runtime.start(plan, RunOptions.into(folder.resolve(name))).await();
        PLANS.add(plan);
        VALID.add(Files.readAllBytes(result.checkpoint().orElseThrow()));
    }

    @AfterAll
    static void close() {
        runtime.close();
    }

    @Test
    void makeSamples() {
        breakAll("loaded.gantry", file -> {
            try (TrainedGenerator generator = runtime.load(file)) {
                assertThat(generator.sample(3, 1)).isNotEmpty();
                assertThat(Stream.concat(generator.parameters().values().stream(), generator.state().values().stream())
                                .flatMapToDouble(parameter -> Arrays.stream(parameter.values())))
                        .allMatch(Double::isFinite);
            }
        });
    }

    @Test
    void areGoneOnFrom() {
        breakAll("resumed.gantry", file -> train(Optional.of(file), Optional.empty()));
    }

    @Test
    void lendTheirGenerator() {
        breakAll("begun-with.gantry", file -> train(Optional.empty(), Optional.of(file)));
    }

    /** With each recipe: which one a mutant was once of is not known. */
    private static void train(Optional<Path> resumed, Optional<Path> generator) throws InterruptedException {
        CheckpointException refusal = null;
        for (TrainingPlan plan : PLANS) {
            try {
                RunResult result = runtime.start(
                                plan,
                                new RunOptions(
                                        Optional.empty(),
                                        resumed,
                                        generator,
                                        1,
                                        List.of(),
                                        Optional.empty(),
                                        Optional.empty()))
                        .await();
                // What a run says of its numbers has no cause.
                result.failure().map(Throwable::getCause).ifPresent(cause -> {
                    throw new AssertionError("the run fails", cause);
                });
                return;
            } catch (CheckpointException e) {
                refusal = e;
            }
        }
        throw refusal;
    }

    private static void breakAll(String name, Fuzz.Attempt<Path> use) {
        Path file = folder.resolve(name);
        Fuzz.with(
                name,
                CheckpointFuzzTest::broken,
                mutant -> use.with(Files.write(file, mutant)),
                List.of(CheckpointException.class, RecipeException.class),
                Fuzz::requireWords);
    }

    private static byte[] broken(Draw draw) {
        byte[] content = VALID.get(draw.between(0, VALID.size() - 1));
        byte[] other = VALID.get(draw.between(0, VALID.size() - 1));
        for (int changes = draw.oneOf(1, 1, 1, 2, 3); changes > 0; changes--) {
            content = draw.between(0, 3) == 0 ? Bytes.broken(content, other, draw) : withBrokenHeader(content, draw);
        }
        // Without a right checksum, nothing behind it is looked at.
        return draw.between(0, 9) == 9 ? content : signed(content);
    }

    /** With a value or a key of the header changed, left out, or twice, and the header's length right. */
    private static byte[] withBrokenHeader(byte[] content, Draw draw) {
        if (content.length < PREAMBLE + DIGEST) {
            return content;
        }
        int length = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).getInt(PREAMBLE - Integer.BYTES);
        if (length < 0 || length > content.length - PREAMBLE - DIGEST) {
            return content;
        }
        String header = new String(content, PREAMBLE, length, StandardCharsets.UTF_8);
        Pattern part = draw.between(0, 2) == 0 ? KEY : VALUE;
        byte[] broken = Texts.replaced(
                        header,
                        part,
                        found -> switch (draw.between(0, 5)) {
                            case 0 -> "";
                            case 1 -> found + found;
                            case 2 -> found + "," + found;
                            default -> draw.oneOf(VALUES);
                        },
                        draw)
                .getBytes(StandardCharsets.UTF_8);
        int rest = content.length - PREAMBLE - length;
        return ByteBuffer.allocate(PREAMBLE + broken.length + rest)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(content, 0, PREAMBLE - Integer.BYTES)
                .putInt(broken.length)
                .put(broken)
                .put(content, PREAMBLE + length, rest)
                .array();
    }

    /** With the checksum that its beginning has. */
    private static byte[] signed(byte[] content) {
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
}
