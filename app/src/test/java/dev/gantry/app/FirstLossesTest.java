package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What training computes stays the same, digit for digit: the losses of the first steps of every recipe that ships, and of
 * variants with what no recipe has, in small networks on the reference device, whose doubles are told as floats: a last bit
 * that differs between the mathematical functions of two machines does not show. They are in {@code first-losses/NAME.csv} among
 * the resources. Where the arithmetic is meant to change, write these files anew, and read the difference before it is kept:
 *
 * <pre>mvn -pl app -am test -Dtest=FirstLossesTest -Dsurefire.failIfNoSpecifiedTests=false -Dfirst-losses.rewrite=true</pre>
 */
final class FirstLossesTest {

    private static final Path HOME = Installation.current().home();
    private static final Path LOSSES = HOME.resolve("app/src/test/resources/dev/gantry/app/first-losses");
    private static final boolean REWRITE = Boolean.getBoolean("first-losses.rewrite");

    /** Two hidden layers of two sizes, so that none passes for another. */
    private static final List<String> SMALL_MLP = List.of("generator.hidden=[8,6]", "critic.hidden=[7,5]");

    private static final List<String> SMALL_DCGAN =
            List.of("generator.channels=2", "critic.channels=2", "batch-size=4");

    @TempDir
    private Path folder;

    /**
     * @param name of the file with the losses
     * @param recipe one that ships
     * @param settings that make it small, or a variant
     */
    private record Run(String name, String recipe, List<String> settings) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Run> runs() throws IOException {
        return Stream.concat(shipped(), variants());
    }

    private static Stream<Run> shipped() throws IOException {
        try (Stream<Path> files = Files.list(HOME.resolve("recipes"))) {
            return files
                    .filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString().replace(".conf", ""))
                    .sorted()
                    .map(recipe -> new Run(recipe, recipe, smaller(recipe)))
                    .toList()
                    .stream();
        }
    }

    private static List<String> smaller(String recipe) {
        return switch (recipe) {
            case "fashion-semi-supervised" ->
                List.of(
                        "generator.hidden=[8,6]",
                        "critic.hidden=[7,6,5]",
                        "conditions.semi-supervised.batch=20",
                        "conditions.semi-supervised.held-out=20");
            case "fashion-improved" -> and(SMALL_DCGAN, "regularizers.virtual-batch-normalization.reference=8");
            case "images-by-class", "images-dcgan" -> and(SMALL_DCGAN, "data.size=16");
            case "idx-layers" ->
                List.of(
                        "generator.layers=[{type=dense, units=147}, {type=reshape, shape=[3, 7, 7]}, batch-norm, relu,"
                                + " upsample, {type=conv, channels=2, padding=1}, batch-norm, relu, {type=transposed-conv,"
                                + " channels=1}, tanh]",
                        "critic.layers=[{type=conv, channels=2, kernel=4, stride=2, padding=1}, leaky-relu,"
                                + " {type=conv, channels=3, padding=1}, layer-norm, leaky-relu, average-pool, flatten,"
                                + " {type=dense, units=1}]",
                        "batch-size=4");
            case "ring-imle" -> List.of("generator.hidden=[8,6]", "scheme.samples=32");
            case "cifar-dcgan" -> SMALL_DCGAN;
            default -> recipe.startsWith("fashion") ? SMALL_DCGAN : SMALL_MLP;
        };
    }

    private static Stream<Run> variants() {
        return Stream.of(
                variant("simultaneous", "ring-gan", "scheme=simultaneous", "n-critic=1"),
                variant(
                        "extra-gradient",
                        "grid-wgan-gp",
                        "scheme=extra-gradient",
                        "n-critic=1",
                        "constraints.gradient-penalty.every=3"),
                variant("unrolled", "ring-gan", "unroll.steps=2", "constraints.spectral-normalization={}"),
                variant("lazy-penalty", "grid-wgan-gp", "constraints.gradient-penalty.every=3"),
                variant(
                        "two-lazy-constraints",
                        "grid-wgan",
                        "constraints.weight-clipping.every=2",
                        "constraints.r1.every=3",
                        "n-critic=2"),
                variant(
                        "warm-up",
                        "ring-gan",
                        "critic-warm-up={steps=3,n-critic=6,every=20}",
                        "optimizer.generator.learning-rate.warm-up=10"),
                variant("several-updates", "ring-imle", "scheme.updates=3"),
                // An average shows in samples alone, and so do running statistics.
                variant("averaged", "ring-gan", "ema.decay=0.9", "every.metrics=10", "metrics={energy-distance={}}"),
                variant("averaged-images", "fashion-gan", "ema.decay=0.9", "metrics={energy-distance={}}"));
    }

    private static Run variant(String name, String recipe, String... settings) {
        return new Run(name, recipe, and(smaller(recipe), settings));
    }

    private static List<String> and(List<String> settings, String... more) {
        return Stream.concat(settings.stream(), Arrays.stream(more)).toList();
    }

    @ParameterizedTest
    @MethodSource("runs")
    void areThoseOfTheFile(Run run) throws IOException {
        List<String> losses = train(run, 1);

        Path file = LOSSES.resolve(run.name() + ".csv");
        if (REWRITE) {
            Files.createDirectories(LOSSES);
            Files.writeString(file, String.join("\n", losses) + "\n");
            return;
        }
        assertThat(file).as("this test's Javadoc says how it is written").exists();
        assertThat(losses).as(run.name()).containsExactlyElementsOf(Files.readAllLines(file));
    }

    /** Whatever a recipe is made of: the mathematics is the same, and sums differ in their last bits. */
    @ParameterizedTest
    @MethodSource("runs")
    void areThoseOfTheFileOnSeveralShards(Run run) throws IOException {
        for (int shards : List.of(2, 3)) {
            List<String> losses = train(run, shards);

            List<String> expected = Files.readAllLines(LOSSES.resolve(run.name() + ".csv"));
            assertThat(losses).as("%s on %d shards", run.name(), shards).hasSameSizeAs(expected);
            for (int row = 1; row < expected.size(); row++) {
                assertThat(numbers(losses.get(row)))
                        .as("%s on %d shards, row %d", run.name(), shards, row)
                        .containsExactly(numbers(expected.get(row)), within(1e-6));
            }
        }
    }

    private static double[] numbers(String row) {
        return Arrays.stream(row.split(",", -1))
                .mapToDouble(cell -> cell.isEmpty() ? 0 : Double.parseDouble(cell))
                .toArray();
    }

    /** The rows of {@code metrics.csv}, header first, with the columns that count. */
    private List<String> train(Run run, int shards) throws IOException {
        Path out = folder.resolve("on-" + shards);
        List<Object> arguments = new ArrayList<>(List.of("train", run.recipe(), "--out", out));
        Stream.of(
                        List.of(
                                "steps=50",
                                "batch-size=8",
                                "metrics=null",
                                "backend.device=reference",
                                "backend.shards=" + shards),
                        List.of("every={log=1,metrics=1000,samples=1000,checkpoint=1000}"),
                        data(run.recipe()),
                        run.settings())
                .flatMap(List::stream)
                .forEach(setting -> arguments.addAll(List.of("--set", setting)));

        CommandResult result = CommandResult.of(arguments.toArray());

        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        List<String[]> rows = Files.readAllLines(out.resolve("metrics.csv")).stream()
                .map(line -> line.split(",", -1))
                .toList();
        String[] header = rows.getFirst();
        int[] columns =
                IntStream.range(0, header.length).filter(i -> counts(header[i])).toArray();
        return rows.stream()
                .map(row -> Arrays.stream(columns).mapToObj(i -> row[i]).collect(Collectors.joining(",")))
                .toList();
    }

    /** The step, the losses and what is measured of samples; no rate, and no term of a loss. */
    private static boolean counts(String column) {
        return column.endsWith("/loss")
                || !column.contains("/")
                        && !Set.of("samples-per-second", "seconds").contains(column);
    }

    private List<String> data(String recipe) throws IOException {
        return switch (recipe) {
            case "cifar-dcgan" -> List.of("data.folder=" + quoted(ShippedRecipesTest.cifarFolder(folder)));
            case "images-by-class" -> List.of("data.folder=" + quoted(pictures(2)));
            case "images-dcgan" -> List.of("data.folder=" + quoted(pictures(1)));
            case "idx-layers" -> List.of("data.images=" + quoted(ShippedRecipesTest.idxFile(folder)));
            default -> List.of();
        };
    }

    private static String quoted(Path path) {
        return '"' + path.toString().replace("\\", "/") + '"';
    }

    /** Eight pictures, wider than high, in folders that take turns. */
    private Path pictures(int folders) throws IOException {
        Path pictures = folder.resolve("pictures");
        for (int i = 0; i < 8; i++) {
            BufferedImage picture = new BufferedImage(20 + i, 18, BufferedImage.TYPE_INT_RGB);
            for (int y = 0; y < picture.getHeight(); y++) {
                for (int x = 0; x < picture.getWidth(); x++) {
                    picture.setRGB(x, y, 12 * x << 16 | 14 * y << 8 | 30 * i);
                }
            }
            Path ofClass = Files.createDirectories(pictures.resolve(i % folders + ""));
            ImageIO.write(picture, "png", ofClass.resolve(i + ".png").toFile());
        }
        return pictures;
    }
}
