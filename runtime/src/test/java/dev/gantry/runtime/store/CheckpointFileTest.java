package dev.gantry.runtime.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.gantry.core.tensor.Shape;
import dev.gantry.runtime.run.CheckpointException;
import dev.gantry.runtime.store.Checkpoint.SavedVariable;
import dev.gantry.runtime.store.CheckpointHeader.Variable;
import dev.gantry.runtime.store.Json.Refused;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** Each with a right checksum: what is wrong is said in words. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "step":41                    | "step":-1                       | 'step' that is no whole number from 0 to 2147483647: -1
            "step":41                    | "step":2147483648               | 'step' that is no whole number
            "step":41                    | "step":1.5                      | 'step' that is no whole number
            "step":41                    | "step":"41"                     | 'step' that is no whole number
            "step":41                    | "step":41,"step":42             | is not a JSON object
            "step":41                    | "steps":41                      | lacks 'step'
            "step":41                    | "step":41,include url("http://localhost:1/x") | is not a JSON object
            "step":41                    | "step":${HOME}                  | is not a JSON object
            "critic-updates":1099511627776 | "critic-updates":-1           | 'critic-updates' that is no whole number from 0
            "seed":-9223372036854775807  | "seed":1e30                     | 'seed' that is no whole number
            "sample-shape":[1,2,3]       | "sample-shape":[0]              | 'sample-shape' that is no whole number from 1
            "sample-shape":[1,2,3]       | "sample-shape":[65536,65536]    | 'sample-shape' of more than
            "sample-shape":[1,2,3]       | "sample-shape":3                | 'sample-shape' that is no list: 3
            "shape":[2]                  | "shape":[2147483639]            | variables make up a file of
            "shape":[2]                  | "shape":[3]                     | variables make up a file of
            "shape":[2]                  | "shape":[1]                     | variables make up a file of
            "shape":[2]                  | "shape":[2147483647,2147483647,2147483647] | 'shape' that is no whole number
            "type":"f32"                 | "type":"f16"                    | of type "f16"; types are f32 and f64
            "type":"f32"                 | "type":"f64"                    | variables make up a file of
            generator/parameters         | critic/parameters               | two variables of the name 'critic/parameters'
            generator/parameters         | a\\u0007b                     | control characters: "a\\u0007b"
            generator/parameters         | data/classes                    | is one whole number, at least 1
            "java":{"version":"25"}      | "java":{"version":"25"          | is not a JSON object
            """)
    void refusesAHeaderThatBreaksARule(String before, String after, String problem) throws IOException {
        CheckpointFile.write(file, checkpoint(41, new double[] {1}, new double[] {2, 3}));
        String header = header();
        assertThat(header).contains(before);

        Files.write(
                file,
                withHeader(
                        Files.readAllBytes(file),
                        header.replaceFirst(Pattern.quote(before), Matcher.quoteReplacement(after))));

        assertThatThrownBy(() -> CheckpointFile.read(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("checkpoint " + file + " has a ")
                .hasMessageContaining(problem);
    }

    static Stream<Arguments> bounds() {
        return Stream.of(
                arguments("[".repeat(65), "more than 64 levels deep"),
                arguments("{\"a\":".repeat(500_000), "more than 64 levels deep"),
                arguments("[" + "1,".repeat(200_000) + "1]", "more than 262,144 bytes of JSON outside of strings"),
                arguments("\n".repeat(1_000_000) + "{}", "more than 262,144 bytes of JSON outside of strings"),
                arguments("\"\"".repeat(1_000_000), "more than 262,144 bytes of JSON outside of strings"),
                arguments("\"" + "x".repeat(1 << 22) + "\"", "has a header of 4,194,306 bytes"),
                arguments("", "is not a JSON object"),
                arguments("[]", "is not a JSON object"));
    }

    @ParameterizedTest
    @MethodSource("bounds")
    void refusesAHeaderThatIsTooLargeBeforeItIsParsed(String header, String problem) throws IOException {
        CheckpointFile.write(file, checkpoint(41, new double[] {1}, new double[] {2}));

        Files.write(file, withHeader(Files.readAllBytes(file), header));

        assertThatThrownBy(() -> CheckpointFile.read(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void takesAHeaderAsDeepAsTheBound() throws IOException {
        // The header's object and the recipe's are two levels, and the string's brackets none.
        String recipe = "text = \"" + "[".repeat(100) + "\\\"\", x = " + "[".repeat(62) + "]".repeat(62);
        Checkpoint written = with(ConfigFactory.parseString(recipe));
        CheckpointFile.write(file, written);

        assertThat(CheckpointFile.read(file).recipe()).isEqualTo(written.recipe());
    }

    @Test
    void writesNothingThatCouldNotBeRead() {
        String recipe = "x = " + "[".repeat(63) + "]".repeat(63);

        assertThatThrownBy(() -> CheckpointFile.write(file, with(ConfigFactory.parseString(recipe))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("could not be read again: its header has JSON more than 64 levels deep");
        assertThat(folder).isEmptyDirectory();
    }

    private static Checkpoint with(Config recipe) {
        Checkpoint some = checkpoint(1, new double[] {1}, new double[] {2});
        return new Checkpoint(
                some.step(),
                some.criticUpdates(),
                some.seed(),
                some.sampleShape(),
                recipe,
                some.provenance(),
                some.variables());
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void refusesValuesThatAreNotFinite(double value) throws IOException {
        CheckpointFile.write(file, checkpoint(1, new double[] {1, value}, new double[] {0.1, 0.2}));
        assertThatThrownBy(() -> CheckpointFile.read(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("has a value of 'critic/parameters' that is " + value);

        CheckpointFile.write(file, checkpoint(1, new double[] {1}, new double[] {0.1, value}));
        assertThatThrownBy(() -> CheckpointFile.read(file))
                .hasMessageContaining("has a value of 'generator/parameters' that is " + value);
    }

    @Test
    void refusesALengthThatIsNoneOrFormatsThatNeverWere() throws IOException {
        CheckpointFile.write(file, checkpoint(1, new double[] {1}, new double[] {2}));
        byte[] good = Files.readAllBytes(file);
        for (int length : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, good.length}) {
            Files.write(file, signed(withInt(good, 12, length)));
            assertThatThrownBy(() -> CheckpointFile.read(file))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("has a header of %,d bytes", length);
        }
        for (int version : new int[] {0, -1}) {
            Files.write(file, signed(withInt(good, 8, version)));
            assertThatThrownBy(() -> CheckpointFile.read(file))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("has format " + version + ", which there never was");
        }
    }

    /** A checkpoint's file with another header, and a right checksum. */
    private static byte[] withHeader(byte[] content, String header) {
        int values =
                16 + ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).getInt(12);
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return signed(ByteBuffer.allocate(16 + json.length + content.length - values)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(content, 0, 12)
                .putInt(json.length)
                .put(json)
                .put(content, values, content.length - values)
                .array());
    }

    /** With the checksum that its beginning has. */
    private static byte[] signed(byte[] content) {
        byte[] signed = content.clone();
        MessageDigest digest = CheckpointFile.sha256();
        digest.update(signed, 0, signed.length - 32);
        System.arraycopy(digest.digest(), 0, signed, signed.length - 32, 32);
        return signed;
    }

    private static byte[] withInt(byte[] content, int place, int value) {
        byte[] changed = content.clone();
        ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt(place, value);
        return changed;
    }

    /** Values lie across the ends of chunks, and are of both widths. */
    @ParameterizedTest
    @ValueSource(ints = {32, 33, 39, 40, 1000})
    void isReadChunkByChunk(int chunk) throws IOException {
        double[] singles = IntStream.range(0, 1001).mapToDouble(i -> i / 2.0).toArray();
        double[] doubles = IntStream.range(0, 999).mapToDouble(Math::sin).toArray();
        CheckpointFile.write(file, checkpoint(5, singles, doubles));

        Checkpoint read = read(chunk, Long.MAX_VALUE);

        assertSameBits(read, "critic/parameters", singles);
        assertSameBits(read, "generator/parameters", doubles);
    }

    @Test
    void saysHowMuchMemoryIsNeeded() throws IOException {
        int count = 1 << 18;
        CheckpointFile.write(file, checkpoint(5, new double[count], new double[count]));

        assertThat(read(1 << 16, 2 * 8 * count).step()).isEqualTo(5);
        assertThatThrownBy(() -> read(1 << 16, 2 * 8 * count - 1))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("has variables that need 5 MB of memory, and Java has 3 MB");
    }

    /** Twelve times what an array of bytes holds. */
    @Test
    void countsBeyondWhatAnIntHolds() throws Refused {
        int most = Integer.MAX_VALUE - 8;
        CheckpointHeader header = new CheckpointHeader(
                1,
                1,
                1,
                Shape.of(1),
                ConfigFactory.empty(),
                ConfigFactory.empty(),
                List.of(new Variable("a", Shape.of(most), true), new Variable("b", Shape.of(most), false)));

        CheckpointHeader read = CheckpointHeader.parse(header.render().getBytes(StandardCharsets.UTF_8));

        assertThat(read).isEqualTo(header);
        assertThat(read.bytes()).isEqualTo(12L * most);
        assertThat(read.memory()).isEqualTo(16L * most);
    }

    private Checkpoint read(int chunk, long heap) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            return new CheckpointReader(file, channel, chunk, heap).read();
        }
    }

    private String header() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(12);
        return new String(bytes, 16, length, StandardCharsets.UTF_8);
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

    @Test
    void leavesNothingWhereAValueCannotBeHad() {
        SequencedMap<String, SavedVariable> variables = new LinkedHashMap<>();
        variables.put("critic/parameters", new SavedVariable() {
            @Override
            public Shape shape() {
                return Shape.of(1);
            }

            @Override
            public double[] values() {
                throw new UnsupportedOperationException("a part at a time");
            }

            @Override
            public void read(int first, double[] target) {
                throw new OutOfMemoryError("no memory for the values");
            }
        });
        Checkpoint some = checkpoint(1, new double[] {1}, new double[] {2});
        Checkpoint broken = new Checkpoint(1, 1, 1, some.sampleShape(), some.recipe(), some.provenance(), variables);
        assertThatThrownBy(() -> CheckpointFile.write(file, broken)).hasMessage("no memory for the values");
        assertThat(folder).isEmptyDirectory();
    }

    private static void assertSameBits(Checkpoint checkpoint, String variable, double[] expected) {
        SavedVariable saved = checkpoint.variables().get(variable);
        assertThat(saved).isNotNull();
        assertThat(Arrays.equals(saved.values(), expected)).isTrue();
    }

    private static Checkpoint checkpoint(int step, double[] critic, double[] generator) {
        SequencedMap<String, SavedVariable> variables = new LinkedHashMap<>();
        variables.put("critic/parameters", SavedVariable.of(Shape.of(critic.length), critic));
        variables.put("generator/parameters", SavedVariable.of(Shape.of(generator.length), generator));
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
