package dev.gantry.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.ConfigFactory;
import dev.gantry.core.export.ExportException;
import dev.gantry.core.export.ModelExporter;
import dev.gantry.core.export.TrainedNetwork;
import dev.gantry.core.run.TrainingException;
import dev.gantry.core.spi.LayeredGenerator;
import dev.gantry.core.spi.NetworkLayer;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.plan.Plan;
import dev.gantry.engine.scope.TracedScope;
import dev.gantry.networks.Activation;
import dev.gantry.networks.DcganGenerator;
import dev.gantry.networks.Initialization;
import dev.gantry.networks.LayersGenerator;
import dev.gantry.networks.MlpGenerator;
import dev.gantry.networks.Normalization;
import dev.gantry.runtime.TrainedGenerator;
import dev.gantry.runtime.TrainingPlan;
import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.runtime.component.Components;
import dev.gantry.runtime.run.RunOptions;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

final class Dl4jExporterTest {

    private static final int BATCH = 3;

    @TempDir
    private Path folder;

    /** A generator with random parameters and statistics, and what it makes of random latent vectors. */
    private record Example(TrainedNetwork network, double[] latents, double[] samples) {

        static Example of(LayeredGenerator generator, Shape sample) {
            Shape latent = generator.latentShape();
            TracedScope scope = TracedScope.inference("test");
            Tensor samples = generator.generate(Tensor.variable("latents", latent.prepend(BATCH)), sample, scope);
            Random random = new Random(5);
            Map<String, double[]> values = new HashMap<>();
            scope.variables().forEach((path, shape) -> {
                double centre = path.endsWith("gain") || path.endsWith("variance") ? 1 : 0;
                values.put(
                        path,
                        random.doubles(shape.size(), centre - 0.3, centre + 0.3).toArray());
            });
            double[] latents = random.doubles(BATCH * latent.size(), -2, 2).toArray();
            Plan plan = Plan.of(List.of(scope.step("samples", samples)));
            try (Session session = new ReferenceBackend().compile(plan, 1)) {
                values.forEach(session::write);
                session.write("latents", latents);
                session.run("samples", 0);
                return new Example(
                        new TrainedNetwork(latent, sample, generator.layers(sample), values),
                        latents,
                        session.read("samples"));
            }
        }
    }

    static Stream<Arguments> generators() {
        Shape row = Shape.of(3);
        Shape image = Shape.of(2, 3, 4);
        return Stream.of(
                Arguments.of(mlp(Activation.NONE, Normalization.NONE, Activation.NONE), row),
                Arguments.of(mlp(Activation.RELU, Normalization.NONE, Activation.SIGMOID), row),
                Arguments.of(mlp(Activation.LEAKY_RELU, Normalization.BATCH, Activation.TANH), row),
                Arguments.of(mlp(Activation.TANH, Normalization.BATCH, Activation.NONE), image),
                Arguments.of(mlp(Activation.SIGMOID, Normalization.NONE, Activation.TANH), image),
                Arguments.of(dcgan(Normalization.BATCH), Shape.of(1, 28, 28)),
                Arguments.of(dcgan(Normalization.NONE), Shape.of(1, 28, 28)),
                Arguments.of(dcgan(Normalization.BATCH), Shape.of(3, 32, 32)),
                Arguments.of(layers("""
                                { type = dense, units = 32, bias = false }, batch-norm, { type = leaky-relu, slope = 0.1 }
                                { type = reshape, shape = [8, 2, 2] }, upsample
                                { type = conv, channels = 6, padding = 1 }, batch-norm, relu
                                { type = transposed-conv, channels = 4 }
                                { type = average-pool, size = 3, stride = 1, padding = 1 }, sigmoid
                                { type = conv, channels = 2, kernel = 4, stride = 3, padding = 1, bias = false }, tanh
                                """), Shape.of(2, 3, 3)),
                Arguments.of(
                        layers(
                                "{ type = reshape, shape = [2, 1, 2] }, { type = conv, channels = 3, kernel = 1 }, flatten"),
                        Shape.of(3, 1, 2)),
                Arguments.of(layers("""
                                { type = reshape, shape = [2, 2, 1] }, { type = upsample, factor = 3 }, flatten, tanh
                                { type = dense, units = 5 }, relu
                                """), Shape.of(5)),
                Arguments.of(layers("""
                                { type = dense, units = 50 }, { type = reshape, shape = [2, 5, 5] }
                                { type = average-pool, size = 3, stride = 2, padding = 1 }
                                { type = average-pool, size = 2, stride = 3, padding = 3 }
                                { type = reshape, shape = [3, 3, 2] }, { type = average-pool, size = 2, stride = 2 }
                                """), Shape.of(3, 1, 1)),
                Arguments.of(
                        layers(
                                "{ type = reshape, shape = [2, 2, 1] }, { type = reshape, shape = [4, 1, 1] }, upsample"),
                        Shape.of(4, 2, 2)),
                Arguments.of(
                        layers("flatten, { type = dense, units = 12 }, { type = reshape, shape = [3, 2, 2] }, flatten"),
                        Shape.of(2, 2, 3)));
    }

    private static LayeredGenerator layers(String layers) {
        return (LayeredGenerator) LayersGenerator.provider()
                .component()
                .from(
                        ConfigFactory.parseString("latent = 4, layers = [" + layers + "]"),
                        Components.discover(List.of()))
                .component();
    }

    private static MlpGenerator mlp(Activation hidden, Normalization norm, Activation output) {
        return new MlpGenerator(4, List.of(6, 5), hidden, 0.1, norm, Initialization.HE, output);
    }

    private static DcganGenerator dcgan(Normalization norm) {
        return new DcganGenerator(5, 2, norm, Initialization.NORMAL);
    }

    @ParameterizedTest
    @MethodSource("generators")
    void restoredNetworkMakesTheSameSamples(LayeredGenerator generator, Shape sample) throws IOException {
        Example example = Example.of(generator, sample);
        Path file = folder.resolve("generator.zip");

        try (OutputStream target = Files.newOutputStream(file)) {
            new Dl4jExporter().export(example.network(), target);
        }

        INDArray latents = Nd4j.create(
                example.latents(), new long[] {BATCH, generator.latentShape().size()}, 'c');
        INDArray restored =
                ModelSerializer.restoreMultiLayerNetwork(file.toFile()).output(latents);
        assertThat(restored.shape())
                .isEqualTo(sample.prepend(BATCH).dimensions().stream()
                        .mapToLong(size -> size)
                        .toArray());
        assertClose(restored.dup('c').reshape(-1).toDoubleVector(), example.samples());
    }

    @Test
    void applicationWithoutGantryRestoresATrainedGenerator() throws IOException, InterruptedException {
        Path file = folder.resolve("generator.zip");
        float[] latents = {1, -0.5f, 2, 0.25f, -1, 0};
        float[] samples;
        try (TrainingRuntime runtime = TrainingRuntime.builder().build();
                TrainedGenerator generator = runtime.load(trainedRun(runtime))) {
            generator.export(runtime.components().exporters().getFirst(), file);
            samples = generator.generate(latents);
        }

        float[] restored = runInAnotherJvm(file, latents, 2);

        assertClose(doubles(restored), doubles(samples));
    }

    private Path trainedRun(TrainingRuntime runtime) throws IOException, InterruptedException {
        String recipe = """
                steps = 3
                batch-size = 4
                data = gaussian-ring
                generator { type = mlp, latent = 3, hidden = [5], norm = batch }
                critic { type = mlp, hidden = [4] }
                loss = wasserstein
                ema.decay = 0.9
                backend.device = reference
                """;
        Path run = folder.resolve("run");
        try (TrainingPlan plan = runtime.plan(Files.writeString(folder.resolve("ring.conf"), recipe), List.of())) {
            assertThat(runtime.start(plan, RunOptions.into(run)).await().failure())
                    .isEmpty();
        }
        return run;
    }

    /** What {@link Dl4jApplication} makes of latent vectors, with no class of Gantry on its class path. */
    private float[] runInAnotherJvm(Path network, float[] latents, int count) throws IOException, InterruptedException {
        Path classes = folder.resolve("classes");
        String type = Dl4jApplication.class.getName().replace('.', '/') + ".class";
        Path copy = classes.resolve(type);
        Files.createDirectories(copy.getParent());
        try (InputStream in = getClass().getClassLoader().getResourceAsStream(type)) {
            Files.copy(in, copy);
        }
        String classPath = Stream.concat(
                        Stream.of(classes.toString()),
                        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                                .filter(entry -> entry.endsWith(".jar"))
                                .filter(entry ->
                                        !Path.of(entry).getFileName().toString().startsWith("gantry-")))
                .collect(Collectors.joining(File.pathSeparator));
        ByteBuffer bytes = ByteBuffer.allocate(latents.length * Float.BYTES);
        bytes.asFloatBuffer().put(latents);
        Path input = Files.write(folder.resolve("latents"), bytes.array());
        Path output = folder.resolve("samples");
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "--class-path",
                        classPath,
                        Dl4jApplication.class.getName(),
                        network.toString(),
                        input.toString(),
                        Integer.toString(count),
                        output.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor()).as(Files.readString(log)).isZero();
        FloatBuffer samples = ByteBuffer.wrap(Files.readAllBytes(output)).asFloatBuffer();
        float[] values = new float[samples.remaining()];
        samples.get(values);
        return values;
    }

    @Test
    void layerNormalizationIsRefused() {
        LayeredGenerator generator = mlp(Activation.RELU, Normalization.LAYER, Activation.NONE);
        TrainedNetwork network = Example.of(generator, Shape.of(2)).network();
        ByteArrayOutputStream target = new ByteArrayOutputStream();

        assertThatThrownBy(() -> new Dl4jExporter().export(network, target))
                .isInstanceOf(ExportException.class)
                .hasMessageContaining("layer normalization")
                .hasMessageContaining("hidden-1/layer-norm");
        assertThat(target.size()).isZero();
    }

    /** A plugin's, of which no exporter here knows. */
    private record Doubled(List<NetworkLayer> expanded) implements NetworkLayer {}

    @Test
    void aWordThatIsUnknownIsTakenAsWhatItIsInOthers() throws IOException {
        NetworkLayer doubled =
                new Doubled(List.of(new NetworkLayer.LeakyRelu(2), new NetworkLayer.Dense("end", 1, false)));
        TrainedNetwork network = new TrainedNetwork(
                Shape.of(2), Shape.of(1), List.of(doubled), Map.of("end/weight", new double[] {1, 10}));
        Path file = folder.resolve("generator.zip");

        try (OutputStream target = Files.newOutputStream(file)) {
            new Dl4jExporter().export(network, target);
        }

        INDArray made = ModelSerializer.restoreMultiLayerNetwork(file.toFile())
                .output(Nd4j.create(new double[] {-3, 5}, new long[] {1, 2}, 'c'));
        assertThat(made.toDoubleVector()).containsExactly(44);
    }

    @Test
    void aWordThatIsUnknownAndNothingElseIsRefused() {
        NetworkLayer alone = new Doubled(List.of());
        String refusal = "DL4J has no layer 'Doubled[expanded=[]]' (" + Doubled.class.getName() + " of "
                + Doubled.class.getProtectionDomain().getCodeSource().getLocation()
                + "); train without it, or let it be 'expanded()' into layers that NetworkLayer has";
        for (NetworkLayer layer : List.of(alone, new Doubled(List.of(alone)))) {
            TrainedNetwork network = new TrainedNetwork(Shape.of(2), Shape.of(2), List.of(layer), Map.of());

            assertThatThrownBy(() -> new Dl4jExporter().export(network, OutputStream.nullOutputStream()))
                    .isInstanceOf(ExportException.class)
                    .hasMessage(refusal);
        }
    }

    /** A plugin's, which are not those that it has. */
    static Stream<Arguments> wrongWords() {
        NetworkLayer square = new NetworkLayer.Reshape(Shape.of(1, 2, 2));
        return Stream.of(
                Arguments.of(
                        NetworkLayer.Activation.TANH,
                        "the generator's layers are said to give [4], and it gives [1, 2, 2]"),
                Arguments.of(
                        new NetworkLayer.Reshape(Shape.of(1, 2, 3)), "the generator's layers reshape [4] to [1, 2, 3]"),
                Arguments.of(
                        new Doubled(List.of(new NetworkLayer.Dense("there", 4, false), square)),
                        "the generator's layers name 'there/weight' with 16 values, and it has 3"),
                Arguments.of(
                        new Doubled(List.of(new NetworkLayer.Dense("gone", 4, false), square)),
                        "the generator's layers name 'gone/weight' with 16 values, and it has none"));
    }

    @ParameterizedTest
    @MethodSource("wrongWords")
    void wrongWordsAreRefused(NetworkLayer layer, String refusal) {
        TrainedNetwork network = new TrainedNetwork(
                Shape.of(4), Shape.of(1, 2, 2), List.of(layer), Map.of("there/weight", new double[] {1, 2, 3}));

        assertThatThrownBy(() -> new Dl4jExporter().export(network, OutputStream.nullOutputStream()))
                .isInstanceOf(ExportException.class)
                .hasMessage(refusal);
    }

    @Test
    void whatDl4jRefusesIsToldInItsWords() {
        TrainedNetwork network =
                new TrainedNetwork(Shape.of(4), Shape.of(1, 2, 2), List.of(new NetworkLayer.Upsample(2)), Map.of());

        assertThatThrownBy(() -> new Dl4jExporter().export(network, OutputStream.nullOutputStream()))
                .isInstanceOf(ExportException.class)
                .hasMessageStartingWith("DL4J refuses a layer behind [4]: ");
    }

    @Test
    void samplesThatAreNeitherRowsNorImagesAreRefused() {
        TrainedNetwork network = new TrainedNetwork(
                Shape.of(4), Shape.of(2, 2), List.of(new NetworkLayer.Reshape(Shape.of(2, 2))), Map.of());

        assertThatThrownBy(() -> new Dl4jExporter().export(network, OutputStream.nullOutputStream()))
                .isInstanceOf(ExportException.class)
                .hasMessageContaining("[2, 2]");
    }

    @Test
    void fileThatCannotBeWrittenIsNamed() throws IOException, InterruptedException {
        Path file = folder.resolve("missing").resolve("generator.zip");
        try (TrainingRuntime runtime = TrainingRuntime.builder().build();
                TrainedGenerator generator = runtime.load(trainedRun(runtime))) {
            assertThatThrownBy(() -> generator.export(new Dl4jExporter(), file))
                    .isInstanceOf(TrainingException.class)
                    .hasMessageContaining(file.toString());
        }
    }

    @Test
    void anExportThatFailsLeavesTheFileThatIsThere() throws IOException, InterruptedException {
        Path exports = Files.createDirectory(folder.resolve("exports"));
        Path file = Files.writeString(exports.resolve("generator.zip"), "the old one");
        try (TrainingRuntime runtime = TrainingRuntime.builder().build();
                TrainedGenerator generator = runtime.load(trainedRun(runtime))) {
            assertThatThrownBy(() -> generator.export(new FailingExporter(new IOException("no space left")), file))
                    .isInstanceOf(TrainingException.class)
                    .hasMessageContaining("no space left");
            assertThatThrownBy(() -> generator.export(new FailingExporter(new ExportException("no such layer")), file))
                    .isInstanceOf(ExportException.class)
                    .hasMessage("no such layer");
        }
        assertThat(file).hasContent("the old one");
        assertThat(exports.toFile().list()).containsExactly("generator.zip");
    }

    /** Breaks off in the middle. */
    private record FailingExporter(Exception failure) implements ModelExporter {

        @Override
        public String format() {
            return "failing";
        }

        @Override
        public String extension() {
            return "zip";
        }

        @Override
        public void export(TrainedNetwork network, OutputStream target) throws IOException {
            target.write(1);
            if (failure instanceof IOException e) {
                throw e;
            }
            throw (RuntimeException) failure;
        }
    }

    @Test
    void isFoundOnTheClassPath() {
        assertThat(Components.discover(List.of()).exporters())
                .extracting(ModelExporter::format)
                .containsExactly("dl4j");
    }

    private static double[] doubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    private static void assertClose(double[] found, double[] expected) {
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(found[i])
                    .as("value %d", i)
                    .isCloseTo(expected[i], within(1e-5 * Math.max(1, Math.abs(expected[i]))));
        }
    }
}
