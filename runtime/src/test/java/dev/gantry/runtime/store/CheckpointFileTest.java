package dev.gantry.runtime.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.gantry.core.tensor.Shape;
import dev.gantry.runtime.run.CheckpointException;
import dev.gantry.runtime.store.Checkpoint.SavedVariable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFileTest {

    private Path folder = Path.of("");
    private Path file = Path.of("");

    @BeforeEach
    void folder(@TempDir Path temporary) {
        folder = temporary;
        file = temporary.resolve("c.gantry");
    }

    @Test
    void returnsEveryBit() throws IOException {
        double[] singles = {0, -0.0, 1.5, -1e-38f, Float.MAX_VALUE};
        double[] doubles = IntStream.range(0, 20_000).mapToDouble(Math::sin).toArray();
        Checkpoint written = checkpoint(41, singles, doubles);
        CheckpointFile.write(file, written);

        Checkpoint read = CheckpointFile.read(file);

        assertThat(read.step()).isEqualTo(41);
        assertThat(read.criticUpdates()).isEqualTo(1L << 40);
        assertThat(read.seed()).isEqualTo(Long.MIN_VALUE + 1);
        assertThat(read.sampleShape()).isEqualTo(Shape.of(1, 2, 3));
        assertThat(read.recipe()).isEqualTo(written.recipe());
        assertThat(read.provenance()).isEqualTo(written.provenance());
        assertThat(read.variables().keySet()).containsExactly("critic/parameters", "generator/parameters");
        assertSameBits(read, "critic/parameters", singles);
        assertSameBits(read, "generator/parameters", doubles);
        assertThat(folder.toFile().list()).containsExactly("c.gantry");
    }

    @Test
    void takesFourBytesWhereThatLosesNothing() throws IOException {
        double[] halves = IntStream.range(0, 1000).mapToDouble(i -> i / 2.0).toArray();
        double[] thirds = IntStream.range(0, 1000).mapToDouble(i -> i / 3.0).toArray();
        CheckpointFile.write(file, checkpoint(1, halves, halves));
        long singles = Files.size(file);
        CheckpointFile.write(file, checkpoint(1, thirds, halves));

        assertThat(Files.size(file) - singles).isEqualTo(4000);
    }

    @Test
    void noticesEveryFlippedByteAndEveryCut() throws IOException {
        CheckpointFile.write(file, checkpoint(1, new double[] {1}, new double[] {2}));
        byte[] good = Files.readAllBytes(file);
        for (int i = 0; i < good.length; i++) {
            byte[] flipped = good.clone();
            flipped[i] ^= 0x10;
            Files.write(file, flipped);
            assertThatThrownBy(() -> CheckpointFile.read(file)).isInstanceOf(CheckpointException.class);
            Files.write(file, Arrays.copyOf(good, i));
            assertThatThrownBy(() -> CheckpointFile.read(file)).isInstanceOf(CheckpointException.class);
        }
        Files.write(file, Arrays.copyOf(good, good.length + 1));
        assertThatThrownBy(() -> CheckpointFile.read(file)).hasMessageContaining("is damaged");
    }

    @Test
    void saysThatAFileIsFromANewerGantry() throws IOException {
        CheckpointFile.write(file, checkpoint(1, new double[] {1}, new double[] {2}));
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(8, 2);
        Files.write(file, bytes.array());

        assertThatThrownBy(() -> CheckpointFile.read(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("has format 2, and this Gantry reads up to 1");
    }

    @Test
    void findsTheNewestAndNamesAnOlderGoodOneWhereItIsDamaged() throws IOException {
        Checkpoints checkpoints = new Checkpoints(folder.resolve("checkpoints"));
        Path good = write(checkpoints, 9);
        Path bad = write(checkpoints, 10);
        Path worst = write(checkpoints, 100);
        assertThat(Checkpoints.find(folder).file()).isEqualTo(worst);

        Files.write(worst, Arrays.copyOf(Files.readAllBytes(worst), 60));
        Files.write(bad, new byte[100]);

        assertThatThrownBy(() -> Checkpoints.find(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(worst.toString())
                .hasMessageContaining("The newest good one is " + good);
        assertThat(Checkpoints.find(good).checkpoint().step()).isEqualTo(9);
    }

    @Test
    void keepsTheNewest() throws IOException {
        Checkpoints checkpoints = new Checkpoints(folder.resolve("checkpoints"));
        List.of(5, 90, 100, 1000).forEach(step -> write(checkpoints, step));

        checkpoints.keepNewest(2);

        assertThat(checkpoints.folder().toFile().list())
                .containsExactlyInAnyOrder("step-00000100.gantry", "step-00001000.gantry");
    }

    @Test
    void saysThatThereIsNone() {
        assertThatThrownBy(() -> Checkpoints.find(folder)).hasMessageStartingWith("there is no checkpoint in ");
        assertThatThrownBy(() -> Checkpoints.find(file)).hasMessageStartingWith("there is no checkpoint ");
    }

    private static Path write(Checkpoints checkpoints, int step) {
        try {
            return checkpoints.write(checkpoint(step, new double[] {1}, new double[] {2}));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void assertSameBits(Checkpoint checkpoint, String variable, double[] expected) {
        SavedVariable saved = checkpoint.variables().get(variable);
        assertThat(saved).isNotNull();
        assertThat(Arrays.equals(saved.values(), expected)).isTrue();
    }

    private static Checkpoint checkpoint(int step, double[] critic, double[] generator) {
        SequencedMap<String, SavedVariable> variables = new LinkedHashMap<>();
        variables.put("critic/parameters", new SavedVariable(Shape.of(critic.length), critic));
        variables.put("generator/parameters", new SavedVariable(Shape.of(generator.length), generator));
        return new Checkpoint(
                step,
                1L << 40,
                Long.MIN_VALUE + 1,
                Shape.of(1, 2, 3),
                ConfigFactory.parseString("name = tiny, generator { type = mlp, hidden = [1, 2] }"),
                ConfigFactory.parseString("gantry = 1, java { version = \"25\" }"),
                variables);
    }
}
