package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.runtime.component.Components;
import dev.gantry.runtime.component.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gantry evaluate} and {@code gantry classifier}. */
final class EvaluateTest {

    /** By SciPy: {@code scipy.stats.t.ppf(0.975, 2)}. */
    private static final double T = 4.302652729749462;

    @TempDir
    private static Path folder;

    private static Path ring;
    private static Path fashion;
    private static Path classifier;

    @BeforeAll
    static void train() throws IOException {
        ring = train("ring", """
                data = gaussian-ring
                generator { type = mlp, latent = 2, hidden = [8] }
                critic { type = mlp, hidden = [8] }
                """);
        fashion = train("fashion", """
                data = fashion-mnist
                generator { type = dcgan, latent = 4, channels = 1 }
                critic { type = dcgan, channels = 1 }
                """);
        classifier = folder.resolve("classifier.zip");
        CommandResult result =
                good(CommandResult.of("classifier", "--steps", 40, "--labels", 500, "--out", classifier));
        assertThat(result.out())
                .containsPattern("trained on 500 samples of 10 classes; tells [4-9]\\d\\.\\d% of 2,000 others right\n")
                .contains("wrote " + classifier);
    }

    private static Path train(String name, String networks) throws IOException {
        Path recipe = Files.writeString(folder.resolve(name + ".conf"), networks + """
                steps = 2
                batch-size = 16
                loss = non-saturating
                """);
        good(CommandResult.of("train", recipe, "--out", folder.resolve(name)));
        return folder.resolve(name);
    }

    private static CommandResult good(CommandResult result) {
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        return result;
    }

    private static List<? extends Config> estimates(Path file) {
        return ConfigFactory.parseFile(file.toFile()).getConfigList("estimates");
    }

    @Test
    void measuresEverythingThatMeansSomething() {
        CommandResult result = good(CommandResult.of("evaluate", ring, "--samples", 60, "--repeats", 2));
        Path images = folder.resolve("images.json");
        good(CommandResult.of(
                "evaluate", fashion, "--features", classifier, "--samples", 60, "--repeats", 2, "--out", images));

        assertThat(result.out())
                .contains("ring after 2 steps, against gaussian-ring: means of 2 draws", "Student's t")
                .containsPattern("(?m)^frechet-distance +pixels +60 +lower +\\S+ +\\+- \\S+$")
                .containsPattern("(?m)^modes-covered +- +60 ")
                .contains("wrote " + ring.resolve("evaluation.json"));
        Set<String> measured = new HashSet<>();
        estimates(ring.resolve("evaluation.json")).forEach(entry -> measured.add(entry.getString("metric")));
        assertThat(measured).contains("mode-coverage").doesNotContain("inception-score", "ms-ssim");
        estimates(images).forEach(entry -> measured.add(entry.getString("metric")));
        try (TrainingRuntime runtime = Installation.current().runtime()) {
            assertThat(measured)
                    .isEqualTo(runtime.components().of(Kind.METRIC).stream()
                            .map(Components.Entry::name)
                            .collect(Collectors.toSet()));
        }
    }

    @Test
    void writesWhatItMeasured() {
        Path file = folder.resolve("some.json");
        good(CommandResult.of(
                "evaluate",
                ring.resolve("checkpoints/step-00000002.gantry"),
                "--metrics",
                "sliced-wasserstein, mode-coverage",
                "--metrics",
                "kernel-distance { subsets = 2, features = random-convolution }",
                "--against",
                "gaussian-ring { modes = 3 }",
                "--repeats",
                3,
                "--samples",
                40,
                "--seed",
                9,
                "--out",
                file));

        Config all = ConfigFactory.parseFile(file.toFile());
        assertThat(all.getString("recipe")).isEqualTo("ring");
        assertThat(all.getInt("step")).isEqualTo(2);
        assertThat(all.getInt("seed")).isEqualTo(9);
        assertThat(all.getString("data.type")).isEqualTo("gaussian-ring");
        assertThat(all.getInt("data.modes")).isEqualTo(3);
        assertThat(estimates(file))
                .extracting(entry ->
                        entry.getString("metric") + " " + entry.getString("name") + " " + entry.getString("better")
                                + " " + (entry.hasPath("features") ? entry.getString("features.type") : "-"))
                .containsExactly(
                        "kernel-distance kernel-distance lower random-convolution",
                        "mode-coverage high-quality-share higher -",
                        "mode-coverage modes-covered higher -",
                        "sliced-wasserstein sliced-wasserstein lower pixels");
        assertThat(estimates(file)).allSatisfy(entry -> {
            List<Double> values = entry.getDoubleList("values");
            double mean = (values.get(0) + values.get(1) + values.get(2)) / 3;
            double squares =
                    values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
            double margin = T * Math.sqrt(squares / 2 / 3);
            assertThat(entry.getInt("samples")).isEqualTo(40);
            assertThat(entry.getDouble("mean")).isCloseTo(mean, within(1e-9));
            assertThat(entry.getDouble("low")).isCloseTo(mean - margin, within(1e-9));
            assertThat(entry.getDouble("high")).isCloseTo(mean + margin, within(1e-9));
        });
        assertThat(estimates(file).getLast().getDoubleList("values")).doesNotHaveDuplicates();
    }

    @Test
    void aDistanceOfTooFewSamplesCarriesACaution() {
        Path file = folder.resolve("few.json");
        CommandResult few = good(CommandResult.of(
                "evaluate", ring, "--metrics", "frechet-distance", "--samples", 2, "--repeats", 2, "--out", file));
        assertThat(few.out())
                .containsPattern(
                        "(?m)^frechet-distance .* \\+- \\S+   \\(biased upwards: 2 samples do not tell the covariance of 2 numbers\\)$");
        assertThat(estimates(file).getFirst().getString("caution")).startsWith("biased upwards: 2 samples");

        CommandResult enough = good(CommandResult.of(
                "evaluate", ring, "--metrics", "frechet-distance", "--samples", 3, "--repeats", 2, "--out", file));
        assertThat(enough.out()).doesNotContain("biased");
        assertThat(estimates(file).getFirst().hasPath("caution")).isFalse();
    }

    @Test
    void theSeedDecidesTheValues() throws IOException {
        List<String> found = List.of(values("a.json", 1), values("b.json", 1), values("c.json", 2));

        assertThat(found.get(1)).isEqualTo(found.get(0));
        assertThat(found.get(2)).isNotEqualTo(found.get(0));
    }

    private static String values(String name, int seed) throws IOException {
        Path file = folder.resolve(name);
        good(CommandResult.of(
                "evaluate", fashion, "--metrics", "frechet-distance", "--samples", 30, "--seed", seed, "--out", file));
        assertThat(Files.readString(file)).contains("\"random-convolution\"");
        return estimates(file).getFirst().getDoubleList("values").toString();
    }

    @Test
    void runsMeasureFeatures() throws IOException {
        Path recipe = Files.writeString(folder.resolve("measured.conf"), """
                data = fashion-mnist
                generator { type = dcgan, latent = 4, channels = 1 }
                critic { type = dcgan, channels = 1 }
                steps = 2
                batch-size = 16
                loss = non-saturating
                metrics {
                  precision-recall { features = random-convolution }
                  inception-score { features { type = dl4j, file = "%s" } }
                }
                """.formatted(
                        classifier.toString().replace("\\", "/")));
        good(CommandResult.of("train", recipe, "--out", folder.resolve("measured")));

        assertThat(Files.readAllLines(folder.resolve("measured/metrics.csv")).getFirst())
                .contains("inception-score-of-dl4j", "precision-of-random-convolution", "recall-of-random-convolution");
    }

    @Test
    void classifiersOfVectors() {
        Path file = folder.resolve("modes.zip");
        CommandResult result = good(CommandResult.of(
                "classifier", "--data", "gaussian-ring { modes = 4 }", "--steps", 100, "--seed", 2, "--out", file));
        assertThat(result.out()).containsPattern("8,000 samples of 4 classes; tells (100|9\\d)\\.\\d% of 2,000");

        Path json = folder.resolve("modes.json");
        good(CommandResult.of(
                "evaluate",
                ring,
                "--metrics",
                "inception-score",
                "--features",
                file,
                "--samples",
                50,
                "--repeats",
                2,
                "--out",
                json));
        assertThat(estimates(json).getFirst().getDouble("mean")).isBetween(1.0, 4.0);
    }

    @Test
    void saysWhatCannotBe() {
        refused(evaluate("--metrics", "frechet"), 2, "--metrics: unknown metric 'frechet'", "frechet-distance");
        refused(evaluate("--metrics", "ms-ssim"), 2, "metric 'ms-ssim': means nothing for this data");
        refused(evaluate("--metrics", "inception-score"), 2, "'metrics.inception-score.features' must be a classifier");
        refused(evaluate("--metrics", "mode-coverage { features = pixels }"), 2, "must be null", "found pixels");
        refused(evaluate("--features", "pixel"), 2, "--features: unknown feature extractor 'pixel'");
        refused(evaluate("--features", "nowhere.zip"), 1, "nowhere.zip: there is no such file");
        refused(evaluate("--features", classifier), 2, "does not take samples of shape [2]");
        refused(evaluate("--against", "fashion-mnist"), 2, "shape [2], and the data's are [1, 28, 28]");
        refused(evaluate("--against", "idx { images = nowhere }"), 1, "nowhere");
        refused(evaluate("--repeats", 1), 2, "'repeats' must be at least 2, found 1");
        refused(evaluate("--samples", 0), 2, "'samples' must be at least 1, found 0");
        refused(
                evaluate("--samples", 3, "--metrics", "precision-recall"),
                2,
                "metric 'precision-recall': 'k' must be less than");
        refused(CommandResult.of("evaluate", folder.resolve("none")), 2, "none is no run; give the folder of a run");
        refused(evaluate("--metrics", "mode-coverage", "--out", folder.resolve("no/where.json")), 1, "cannot write");

        refused(CommandResult.of("classifier", "--data", "swiss-roll"), 2, "needs labels, and this data has none");
        refused(CommandResult.of("classifier", "--data", "fashion"), 2, "--data: unknown data source 'fashion'");
        refused(CommandResult.of("classifier", "--steps", 0), 2, "'steps' must be at least 1, found 0");
        refused(CommandResult.of("classifier", "--labels", 9000), 1, "there are no 9000 samples");
        refused(CommandResult.of("classifier", "--out", folder.resolve("no/where.zip")), 1, "cannot write");
    }

    private static CommandResult evaluate(Object... options) {
        Object[] arguments = new Object[options.length + 2];
        arguments[0] = "evaluate";
        arguments[1] = ring;
        System.arraycopy(options, 0, arguments, 2, options.length);
        return CommandResult.of(arguments);
    }

    private static void refused(CommandResult result, int code, String... parts) {
        assertThat(result.err())
                .startsWith("gantry: ")
                .contains(parts)
                .doesNotContain("\tat ", "Exception")
                .satisfies(err -> assertThat(err.lines().count()).isLessThan(6));
        assertThat(result.code()).isEqualTo(code);
    }
}
