package dev.gantry.runtime.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import dev.gantry.core.component.Progress;
import dev.gantry.core.component.Schedule;
import dev.gantry.core.data.DataSource;
import dev.gantry.core.metric.Features;
import dev.gantry.core.metric.Metric.Input;
import dev.gantry.optimizers.Adam;
import dev.gantry.optimizers.Sgd;
import dev.gantry.runtime.component.Components;
import dev.gantry.runtime.component.Key;
import dev.gantry.runtime.component.Kind;
import dev.gantry.runtime.component.Problem;
import dev.gantry.runtime.recipe.FakeComponents.Activation;
import dev.gantry.runtime.recipe.FakeComponents.Blur;
import dev.gantry.runtime.recipe.FakeComponents.Coverage;
import dev.gantry.runtime.recipe.FakeComponents.Distance;
import dev.gantry.runtime.recipe.FakeComponents.GradientPenalty;
import dev.gantry.runtime.recipe.FakeComponents.LabelSmoothing;
import dev.gantry.runtime.recipe.FakeComponents.LayeredCritic;
import dev.gantry.runtime.recipe.FakeComponents.LeastSquares;
import dev.gantry.runtime.recipe.FakeComponents.MlpGenerator;
import dev.gantry.runtime.recipe.FakeComponents.Ring;
import dev.gantry.runtime.recipe.FakeComponents.Wasserstein;
import dev.gantry.runtime.recipe.FakeComponents.WeightClipping;
import dev.gantry.runtime.recipe.Recipe.AppliedConstraint;
import dev.gantry.runtime.recipe.Recipe.MeasuredMetric;
import dev.gantry.runtime.recipe.Recipe.OptimizerChoice;
import dev.gantry.runtime.recipe.TrainingSettings.CriticWarmUp;
import dev.gantry.runtime.recipe.TrainingSettings.Every;
import dev.gantry.schedules.By;
import dev.gantry.schedules.Cosine;
import dev.gantry.schedules.Linear;
import dev.gantry.schemes.Imle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipeReaderTest {

    private static final Path GOOD =
            Path.of("src", "test", "resources", "dev", "gantry", "runtime", "recipe", "good.conf");

    private static final String SMALL = """
            data = ring
            generator = mlp
            critic = layers
            loss = wasserstein
            """;

    @TempDir
    private Path folder;

    private static Recipe read(String content, String... overrides) {
        return RecipeReader.read("test", content, List.of(overrides), FakeComponents.components());
    }

    private static Schedule falling(long warmUp) {
        return new Linear(1e-3, 0, Optional.empty(), By.STEPS, warmUp);
    }

    private static Recipe readGood(String... overrides) {
        return RecipeReader.read(GOOD, List.of(overrides), FakeComponents.components());
    }

    private Path write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    @Test
    void readsEveryKey() {
        Recipe recipe = readGood();

        assertThat(recipe.settings().name()).isEqualTo("good");
        assertThat(recipe.settings().seed()).isEqualTo(7);
        assertThat(recipe.settings().steps()).isEqualTo(6000);
        assertThat(recipe.settings().batchSize()).isEqualTo(256);
        assertThat(recipe.data()).isEqualTo(new Ring(8, 1.5, 0.02));
        assertThat(recipe.generator())
                .isEqualTo(new MlpGenerator(2, List.of(128, 128, 128), Activation.LEAKY_RELU, Optional.of(0.2)));
        assertThat(recipe.critic())
                .contains(new LayeredCritic(
                        List.of(
                                new LayeredCritic.Layer(128, Optional.of(Activation.RELU)),
                                new LayeredCritic.Layer(1, Optional.empty())),
                        new LayeredCritic.Init(0.02, 0)));
        assertThat(recipe.loss()).contains(new LeastSquares(0.5));
        assertThat(recipe.constraints())
                .containsExactly(
                        Map.entry("gradient-penalty", new AppliedConstraint(new GradientPenalty(0.1, 1, false), 1)),
                        Map.entry("weight-clipping", new AppliedConstraint(new WeightClipping(0.01), 1)));
        assertThat(recipe.regularizers()).containsExactly(Map.entry("label-smoothing", new LabelSmoothing(0.8, 0)));
        assertThat(recipe.metrics())
                .containsExactly(Map.entry("mode-coverage", new MeasuredMetric(new Coverage(3), Optional.empty())));
        assertThat(recipe.settings().nCritic()).isEqualTo(5);
        assertThat(recipe.generatorOptimizer()).isEqualTo(new OptimizerChoice(new Adam(0.5, 0.9, 1e-8), falling(0)));
        assertThat(recipe.criticOptimizer()).isEqualTo(new OptimizerChoice(new Adam(0.5, 0.9, 1e-8), falling(10)));
    }

    @Test
    void hasDefaultsForTheRest() {
        Recipe recipe = read(SMALL);

        assertThat(recipe.settings().name()).isEqualTo("test");
        assertThat(recipe.settings().seed()).isEqualTo(1);
        assertThat(recipe.settings().nCritic()).isEqualTo(1);
        assertThat(recipe.settings().criticWarmUp()).isEqualTo(new CriticWarmUp(0, 100, 0));
        assertThat(recipe.settings().ema().averages()).isFalse();
        assertThat(recipe.settings().backend().device()).isEqualTo("auto");
        assertThat(recipe.settings().every()).isEqualTo(new Every(50, 500, 500, 500));
        assertThat(recipe.settings().keepCheckpoints()).isEqualTo(3);
        assertThat(recipe.generatorOptimizer())
                .isEqualTo(new OptimizerChoice(new Adam(0.5, 0.999, 1e-8), Schedule.constant(2e-4)));
        assertThat(recipe.constraints()).isEmpty();
        assertThat(recipe.regularizers()).isEmpty();
        assertThat(recipe.metrics()).isEmpty();
    }

    @Test
    void metricsLookAtFeatures() {
        Recipe recipe = read(SMALL + """
                metrics {
                  distance { features = blur }
                  score { features { type = classifier } }
                  mode-coverage {}
                }
                """);

        assertThat(recipe.metrics().sequencedKeySet()).containsExactly("distance", "mode-coverage", "score");
        MeasuredMetric distance = recipe.metrics().firstEntry().getValue();
        assertThat(distance.seen()).contains(new Blur(2));
        assertThat(distance.features().map(Chosen::settings))
                .contains(ConfigFactory.parseString("type = blur, width = 2").root());
        assertThat(distance.qualified("size")).isEqualTo("size-of-blur");
        // Not the classifier's features but its scores.
        assertThat(recipe.metrics().lastEntry().getValue().seen()).contains(new Blur(1));
        assertThat(read(render(recipe))).isEqualTo(recipe);
        assertThat(read(SMALL, "metrics.distance.features.width=3", "metrics.distance.features.type=blur")
                        .metrics()
                        .firstEntry()
                        .getValue()
                        .seen())
                .contains(new Blur(3));
    }

    @Test
    void metricsWithoutFeaturesLookAtTheSamples() {
        MeasuredMetric distance = read(SMALL, "metrics.distance.features=null")
                .metrics()
                .firstEntry()
                .getValue();

        assertThat(distance.seen()).isEmpty();
        assertThat(distance.qualified("size")).isEqualTo("size");
    }

    @Test
    void readsPartsThatStandAlone() {
        Components components = FakeComponents.components();
        Chosen<DataSource> data = RecipeReader.data("--data", "ring { modes = 3 }", components);
        Chosen<Features> blur = RecipeReader.features("--features", "{ type = blur, width = 4 }", components);

        assertThat(data.component()).isEqualTo(new Ring(3, 2, 0.02));
        assertThat(data.name()).isEqualTo("ring");
        assertThat(RecipeReader.data("--data", "ring", components).component()).isEqualTo(new Ring(8, 2, 0.02));
        assertThat(blur.component()).isEqualTo(new Blur(4));
        SequencedMap<String, MeasuredMetric> metrics = RecipeReader.metrics(
                "--metrics", "mode-coverage { sigmas = 2 }, distance {}", Optional.of(blur), components);
        assertThat(metrics)
                .containsExactly(
                        Map.entry("distance", new MeasuredMetric(new Distance(Input.FEATURES), Optional.of(blur))),
                        Map.entry("mode-coverage", new MeasuredMetric(new Coverage(2), Optional.empty())));
    }

    @Test
    void problemsOfPartsNameTheOption() {
        Components components = FakeComponents.components();

        assertThatThrownBy(() -> RecipeReader.data("--against", "ring { mods = 3 }", components))
                .isInstanceOf(RecipeException.class)
                .hasMessage("recipe has 1 problem:\n  --against: unknown key 'data.mods'. Did you mean 'modes'?");
        assertThatThrownBy(() -> RecipeReader.features("--features", "blurr", components))
                .hasMessageContaining("--features: unknown feature extractor 'blurr'. Did you mean 'blur'?");
        assertThatThrownBy(() -> RecipeReader.metrics("--metrics", "distnce {}", Optional.empty(), components))
                .hasMessageContaining("--metrics: unknown metric 'distnce'. Did you mean 'distance'?");
    }

    private static String render(Recipe recipe) {
        return recipe.effective()
                .root()
                .render(ConfigRenderOptions.defaults().setOriginComments(false).setJson(false));
    }

    @Test
    void effectiveSettingsHaveTheDefaultsOfSchedules() {
        Config linear =
                ConfigFactory.parseString("type = linear, from = 0.1, to = 0, over = null, by = steps, warm-up = 0");

        Recipe recipe = read(
                SMALL,
                "optimizer.generator { learning-rate { type = linear, from = 0.1 }, beta1 = 0.3 }",
                "constraints.gradient-penalty.lambda { type = linear, from = 0.1, to = 1 }",
                "ema.decay { type = linear, from = 0.1 }");

        assertThat(recipe.generatorOptimizer().learningRate().at(new Progress(1, 4, 0, 1)))
                .isEqualTo(0.075, within(1e-12));
        assertThat(recipe.effective().getConfig("optimizer.generator.learning-rate"))
                .isEqualTo(linear);
        assertThat(recipe.effective().getConfig("optimizer.critic.learning-rate"))
                .isEqualTo(linear);
        assertThat(recipe.effective().getDouble("optimizer.critic.beta1"))
                .as("a number stays one")
                .isEqualTo(0.3);
        assertThat(recipe.effective().getConfig("ema.decay")).isEqualTo(linear);
        assertThat(recipe.effective().getConfig("constraints.gradient-penalty.lambda"))
                .isEqualTo(linear.withValue("to", ConfigValueFactory.fromAnyRef(1)));
        assertThat(read(render(recipe))).isEqualTo(recipe);
    }

    @Test
    void isReadAgainFromItsEffectiveSettings() {
        for (Recipe recipe : List.of(readGood(), read(SMALL), read(SMALL, "optimizer.critic.type=sgd"))) {
            assertThat(read(render(recipe))).isEqualTo(recipe);
        }
    }

    @Test
    void effectiveSettingsHaveEveryKey() {
        Recipe recipe = read(SMALL);

        RecipeReader.keys().stream()
                .filter(key ->
                        !List.of("constraints", "regularizers", "metrics").contains(key.name()))
                .forEach(key -> assertThat(
                                key.name().startsWith("keep-best.")
                                                || key.name().startsWith("stop-when.")
                                        ? recipe.effective().hasPathOrNull(key.name())
                                        : recipe.effective().hasPath(key.name()))
                        .as(key.name())
                        .isTrue());
        assertThat(recipe.effective().getString("loss.type")).isEqualTo("wasserstein");
        assertThat(recipe.effective().getInt("data.modes")).isEqualTo(8);
        assertThat(recipe.effective().getDouble("optimizer.critic.beta1")).isEqualTo(0.5);
        assertThat(recipe.effective().hasPathOrNull("generator.slope")).isTrue();
    }

    @Test
    void includesFilesBesideTheIncludingOne() throws IOException {
        write("common/data.conf", "data { type = ring, modes = 5 }");
        write("common/networks.conf", """
                include "data.conf"
                generator { type = mlp, latent = 3 }
                critic = layers
                """);
        Path file = write("ring.conf", """
                include "common/networks.conf"
                include file("more.conf")
                generator.latent = 4
                """);
        write("more.conf", "loss = least-squares");

        Recipe recipe = RecipeReader.read(file, List.of(), FakeComponents.components());

        assertThat(recipe.settings().name()).isEqualTo("ring");
        assertThat(recipe.data()).isEqualTo(new Ring(5, 2, 0.02));
        assertThat(recipe.generator())
                .isEqualTo(new MlpGenerator(4, List.of(128, 128), Activation.RELU, Optional.empty()));
        assertThat(recipe.loss()).contains(new LeastSquares(0.5));
    }

    @Test
    void substitutesFromTheRecipeFromOverridesAndFromDefaults() {
        String recipe = SMALL + """
                batch-size = ${n-critic}
                steps = ${every.samples}
                n-critic = 3
                """;

        assertThat(read(recipe).settings().batchSize()).isEqualTo(3);
        assertThat(read(recipe).settings().steps()).isEqualTo(500);
        assertThat(read(recipe, "n-critic=4").settings().batchSize()).isEqualTo(4);
        assertThat(read(recipe, "steps=${n-critic}").settings().steps()).isEqualTo(3);
    }

    @Test
    void readsEnvironmentVariables() {
        String path = System.getenv("PATH");

        assertThat(folder("data.path = ${PATH}")).isEqualTo(path);
        assertThat(folder("data.path = fixed, data.path = ${?PATH}")).isEqualTo(path);
        assertThat(folder("data.path = fixed, data.path = ${?NO_SUCH_VARIABLE}"))
                .isEqualTo("fixed");
        assertThat(folder("data.path = ${PATH}", "data.path=override")).isEqualTo("override");
    }

    /** The path of a folder of images. */
    private static String folder(String settings, String... overrides) {
        DataSource data = read(SMALL + "data = null, data { type = image-folder, size = 4 }," + settings, overrides)
                .data();
        return data instanceof FakeComponents.Folder folder ? folder.path() : data.toString();
    }

    @Test
    void aBadEnvironmentVariableIsLocatedWhereItIsUsed() {
        assertThatThrownBy(() -> read(SMALL + "steps = ${PATH}"))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining("test: 5: 'steps' must be a whole number, found ");
    }

    @Test
    void whatIsFoundLaterIsLocatedWhereTheBlockWasWritten() {
        String override = "constraints={gradient-penalty{}}";

        assertThat(RecipeProblems.at(read(SMALL, override), "constraints.gradient-penalty", "is wrong"))
                .isEqualTo(new Problem("--set " + override, "constraints.gradient-penalty is wrong"));
        assertThat(RecipeProblems.at(read(SMALL, "optimizer.generator.beta1=0"), "batch-size", "is too large"))
                .isEqualTo(new Problem("recipe 'test'", "batch-size is too large"));
    }

    @Test
    void whatIsFoundLaterOfAKeyIsLocatedAtItsLine() {
        Recipe recipe = read(SMALL + """
                constraints {
                  gradient-penalty {
                    lambda = 3
                    one-sided = true
                  }
                }
                """);
        String block = "constraints.gradient-penalty";

        assertThat(RecipeProblems.at(recipe, block, "'lambda' must be smaller"))
                .isEqualTo(new Problem("test: 7", "'constraints.gradient-penalty.lambda' must be smaller"));
        assertThat(RecipeProblems.at(recipe, block, "'one-sided' must be false"))
                .isEqualTo(new Problem("test: 8", "'constraints.gradient-penalty.one-sided' must be false"));
        // The key's default has no line in the recipe.
        assertThat(RecipeProblems.at(recipe, block, "'target' must be 2").location())
                .isEqualTo(RecipeProblems.at(recipe, block, "is wrong").location())
                .startsWith("test: ");
    }

    @Test
    void aNameIsThatOfAFolder() {
        for (String name :
                List.of("..", ".", "../x", "/x", "C:x", "a\\\\b", "nul", "COM1.txt", "a.", "a ", "\\u0000", "a\\nb")) {
            assertThatThrownBy(() -> read(SMALL, "name=\"" + name + "\""))
                    .as(name)
                    .isInstanceOf(RecipeException.class)
                    .hasMessageContaining("'name' must be a name for a folder");
        }
        for (String name : List.of("a", "a b", ".a", "console", "\u00e4-1.5")) {
            assertThat(read(SMALL, "name=\"" + name + "\"").settings().name()).isEqualTo(name);
        }
    }

    @Test
    void laterOverridesWin() {
        assertThat(readGood("steps=1", "steps=2").settings().steps()).isEqualTo(2);
        assertThat(readGood("generator { latent = 9, hidden = [1] }").generator())
                .isEqualTo(new MlpGenerator(9, List.of(1), Activation.LEAKY_RELU, Optional.of(0.2)));
        assertThat(readGood("loss=wasserstein", "regularizers.label-smoothing=null")
                        .loss())
                .contains(new Wasserstein());
    }

    @Test
    void aSchemeWithoutCriticHasNoLossEither() {
        Recipe recipe = read(SMALL, "scheme={ type = imle, samples = 7 }", "critic=null", "loss=null");

        assertThat(recipe.critic()).isEmpty();
        assertThat(recipe.loss()).isEmpty();
        assertThat(recipe.scheme()).isEqualTo(new Imle(7, 1));
        assertThat(read(recipe.effective().root().render())).isEqualTo(recipe);
    }

    @Test
    void nullSwitchesOff() {
        assertThat(readGood("constraints.gradient-penalty=null").constraints()).containsOnlyKeys("weight-clipping");
        assertThat(readGood("constraints=null").constraints()).isEmpty();
        assertThat(readGood("generator.slope=null").generator())
                .isEqualTo(new MlpGenerator(2, List.of(128, 128, 128), Activation.LEAKY_RELU, Optional.empty()));
    }

    @Test
    void theCriticsOptimizerIsAsTheGenerators() {
        OptimizerChoice generator = readGood().generatorOptimizer();

        assertThat(readGood("optimizer.critic=null").criticOptimizer()).isEqualTo(generator);
        assertThat(read(SMALL, "optimizer.generator.beta1=0", "optimizer.critic.learning-rate=1e-5")
                        .criticOptimizer())
                .isEqualTo(new OptimizerChoice(new Adam(0, 0.999, 1e-8), Schedule.constant(1e-5)));
        assertThat(read(SMALL, "optimizer.generator.beta1=0.9", "optimizer.critic=sgd")
                        .criticOptimizer())
                .isEqualTo(new OptimizerChoice(new Sgd(0, false), Schedule.constant(2e-4)));
    }

    @Test
    void theCriticsScheduleTakesFromTheGeneratorsWhatItLeavesOut() {
        assertThat(readGood("optimizer.critic=null", "optimizer.critic.learning-rate.warm-up=3")
                        .criticOptimizer()
                        .learningRate())
                .isEqualTo(readGood("optimizer.generator.learning-rate.warm-up=3")
                        .generatorOptimizer()
                        .learningRate());
        assertThatThrownBy(() -> readGood("optimizer.critic=null", "optimizer.critic.learning-rate={type=cosine}"))
                .hasMessageContaining("'optimizer.critic.learning-rate.from' must be set to a number");
    }

    @Test
    void anOverrideOfATypeLeavesNoKeyOfTheOther() {
        String recipe = SMALL + """
                optimizer.generator {
                  type = adam, beta1 = 0.3
                  learning-rate { type = linear, from = 1e-3, over = 100 }
                }
                loss = null, loss { type = least-squares, factor = 2 }
                """;
        Schedule linear = new Linear(1e-3, 0, Optional.of(100L), By.STEPS, 0);

        for (List<String> overrides : List.of(
                List.of("optimizer.generator.learning-rate.type=cosine", "optimizer.generator.learning-rate.from=2e-3"),
                List.of("optimizer.generator.learning-rate.from=2e-3", "optimizer.generator.learning-rate.type=cosine"),
                List.of("optimizer.generator { learning-rate { type = cosine, from = 2e-3 } }"))) {
            assertThat(read(recipe, overrides.toArray(String[]::new)).generatorOptimizer())
                    .isEqualTo(new OptimizerChoice(
                            new Adam(0.3, 0.999, 1e-8), new Cosine(2e-3, 0, Optional.empty(), By.STEPS, 0)));
        }
        assertThat(read(recipe, "optimizer.generator.learning-rate.type=linear").generatorOptimizer())
                .isEqualTo(new OptimizerChoice(new Adam(0.3, 0.999, 1e-8), linear));
        assertThat(read(recipe, "optimizer.generator.type=sgd").generatorOptimizer())
                .as("the learning rate is the recipe's own key, and no optimizer's")
                .isEqualTo(new OptimizerChoice(new Sgd(0, false), linear));
        assertThat(read(recipe.replace("type = adam, ", ""), "optimizer.generator.type=sgd")
                        .generatorOptimizer())
                .isEqualTo(new OptimizerChoice(new Sgd(0, false), linear));
        assertThat(read(recipe, "loss.type=wasserstein").loss()).contains(new Wasserstein());
        assertThat(read(recipe, "optimizer.generator { type = sgd, learning-rate = 0.5 }")
                        .generatorOptimizer())
                .isEqualTo(new OptimizerChoice(new Sgd(0, false), Schedule.constant(0.5)));
    }

    @Test
    void anOverrideOfTheCriticsTypeLeavesNoKeyOfTheOneItHadFromTheGenerator() {
        for (String generator : List.of("", "generator { type = adam },", "generator = adam,")) {
            assertThat(read(SMALL + "optimizer { " + generator + " critic { beta1 = 0 } }", "optimizer.critic.type=sgd")
                            .criticOptimizer())
                    .as(generator)
                    .isEqualTo(new OptimizerChoice(new Sgd(0, false), Schedule.constant(2e-4)));
        }
        String recipe = SMALL + """
                optimizer {
                  generator.learning-rate { type = linear, from = 1e-3 }
                  critic.learning-rate { over = 100 }
                }
                """;

        assertThat(read(recipe, "optimizer.critic.learning-rate={type=cosine,from=2e-3}")
                        .criticOptimizer())
                .isEqualTo(new OptimizerChoice(
                        new Adam(0.5, 0.999, 1e-8), new Cosine(2e-3, 0, Optional.empty(), By.STEPS, 0)));
        assertThat(read(recipe, "optimizer.critic.learning-rate={type=linear,from=2e-3}")
                        .criticOptimizer())
                .isEqualTo(new OptimizerChoice(
                        new Adam(0.5, 0.999, 1e-8), new Linear(2e-3, 0, Optional.of(100L), By.STEPS, 0)));
    }

    @Test
    void aKeyThatIsSubstitutedDoesNotKeepOverridesOfTypesFromOthers() {
        String recipe = SMALL + """
                data = null, data = ${?NO_SUCH_VARIABLE}, data { type = ring }
                optimizer { generator = ${?NO_SUCH_VARIABLE}, generator { type = adam }, critic { beta1 = 0 } }
                loss = null, loss { type = least-squares, factor = 2 }
                """;

        Recipe read = read(recipe, "data.modes=3", "loss.type=wasserstein", "optimizer.critic.beta1=0.1");

        assertThat(read.loss()).contains(new Wasserstein());
        assertThat(read.data()).isEqualTo(new Ring(3, 2, 0.02));
        assertThat(read.criticOptimizer().optimizer()).isEqualTo(new Adam(0.1, 0.999, 1e-8));
    }

    @Test
    void theCriticsWarmUpIsThatOfTheWassersteinGanCode() {
        Recipe recipe = readGood("critic-warm-up { steps = 25, n-critic = 100, every = 500 }");

        assertThat(IntStream.of(0, 24, 25, 26, 499, 500, 501, 1000).map(recipe.settings()::criticUpdates))
                .containsExactly(100, 100, 5, 5, 5, 100, 5, 100);
        assertThat(IntStream.of(0, 1, 500).map(readGood().settings()::criticUpdates))
                .containsExactly(5, 5, 5);
    }

    @Test
    void averagesOverFewStepsAtFirst() {
        Recipe recipe = read(SMALL, "ema.decay=0.9");

        assertThat(IntStream.of(0, 10, 80, 81, 1000)
                        .mapToObj(recipe::progress)
                        .mapToDouble(recipe.settings()::averageDecay))
                .containsExactly(0.1, 0.55, 0.9, 0.9, 0.9);
        assertThat(read(SMALL).settings().averageDecay(new Progress(1000, 2000, 0, 0)))
                .isZero();
    }

    @Test
    void aMissingFileIsAProblem() {
        assertThatThrownBy(() -> RecipeReader.read(Path.of("no", "such.conf"), List.of(), FakeComponents.components()))
                .isInstanceOfSatisfying(
                        RecipeException.class,
                        e -> assertThat(e.problems())
                                .containsExactly(
                                        new Problem(Path.of("no", "such.conf").toString(), "there is no such file")));
    }

    @Test
    void keysThatHoldComponentsTellTheirKind() {
        assertThat(FakeComponents.components()
                        .find(Kind.CONSTRAINT, "gradient-penalty")
                        .orElseThrow()
                        .keys())
                .extracting(Key::name, Key::holds)
                .containsExactly(
                        tuple("lambda", Optional.of(Kind.SCHEDULE)),
                        tuple("target", Optional.empty()),
                        tuple("one-sided", Optional.empty()));
        assertThat(RecipeReader.keys().stream().filter(key -> key.holds().isPresent()))
                .extracting(Key::name)
                .containsExactly(
                        "data",
                        "generator",
                        "prior",
                        "critic",
                        "loss",
                        "scheme",
                        "optimizer.generator.learning-rate",
                        "optimizer.critic",
                        "ema.decay");
    }

    @Test
    void listsKeysWithDefaultsAndHelp() {
        assertThat(FakeComponents.components()
                        .find(Kind.DATA, "image-folder")
                        .orElseThrow()
                        .keys())
                .containsExactly(
                        new Key("path", Optional.empty(), "where the images are", Optional.empty(), false),
                        new Key(
                                "size",
                                Optional.empty(),
                                "every image is scaled to this many pixels",
                                Optional.empty(),
                                false),
                        new Key("mirror", Optional.of("false"), "", Optional.empty(), false));
        assertThat(RecipeReader.keys())
                .contains(new Key(
                        "n-critic",
                        Optional.of("1"),
                        "updates of the critic before each update of the generator",
                        Optional.empty(),
                        false))
                .contains(new Key(
                        "optimizer.generator.learning-rate",
                        Optional.of("2e-4"),
                        "such as { type = linear, from = 2e-4 }; 0 leaves the parameters as they are",
                        Optional.of(Kind.SCHEDULE),
                        false))
                .contains(new Key(
                        "name",
                        Optional.empty(),
                        "names the run's folder; as a default, the name of the recipe's file",
                        Optional.empty(),
                        true))
                .noneMatch(key -> key.help().isEmpty());
    }
}
