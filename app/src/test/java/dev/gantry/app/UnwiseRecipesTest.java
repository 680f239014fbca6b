package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.typesafe.config.ConfigUtil;
import dev.gantry.core.data.Samples;
import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.runtime.component.Components;
import dev.gantry.runtime.component.Problem;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.recipe.RecipeProblems;
import dev.gantry.runtime.recipe.RecipeReader;
import dev.gantry.runtime.recipe.UnwiseData;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the papers advise against is told, and trains all the same. */
final class UnwiseRecipesTest {

    private static final TrainingRuntime RUNTIME = Installation.current().runtime();
    private static final Components COMPONENTS = RUNTIME.components();
    private static final Path RECIPES = Installation.current().home().resolve("recipes");

    @TempDir
    private Path folder;

    @AfterAll
    static void close() {
        RUNTIME.close();
    }

    static List<String> recipes() throws IOException {
        return ShippedRecipesTest.recipes().toList();
    }

    private static List<String> unwise(String recipe, String... overrides) {
        Recipe read = RecipeReader.read(RECIPES.resolve(recipe), List.of(overrides), COMPONENTS);
        return RecipeProblems.unwise(read).stream().map(Problem::message).toList();
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void noShippedRecipeIs(String recipe) {
        String data = switch (recipe) {
            case "idx-layers.conf" -> "data.images=x";
            case "images-by-class.conf", "images-dcgan.conf", "cifar-dcgan.conf" -> "data.folder=x";
            default -> "seed=1";
        };
        assertThat(unwise(recipe, data)).isEmpty();
    }

    private static List<String> unwiseBesideData(String recipe, String... overrides) {
        Recipe read = RecipeReader.read(RECIPES.resolve(recipe), List.of(overrides), COMPONENTS);
        try (Samples data = read.data().open(1)) {
            return UnwiseData.of(read, data, new LinkedHashMap<>()).stream()
                    .map(Problem::message)
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void noShippedRecipeIsBesideItsData(String recipe) {
        assumeThat(recipe)
                .as("of one's own data")
                .isNotIn("idx-layers.conf", "images-by-class.conf", "images-dcgan.conf", "cifar-dcgan.conf");
        assertThat(unwiseBesideData(recipe)).isEmpty();
    }

    @Test
    void fewImagesWithoutAugmentation() throws IOException {
        for (int i = 0; i < 3; i++) {
            writeImage(folder.resolve(i + ".png"));
        }
        String data = "data.folder=" + ConfigUtil.quoteString(folder.toString());
        assertThat(unwiseBesideData("images-dcgan.conf", data, "batch-size=3", "metrics=null"))
                .singleElement()
                .asString()
                .startsWith("data 'images' has 3 images, which the critic learns by heart")
                .contains("Zhao et al. 2020");
        assertThat(unwiseBesideData(
                        "images-dcgan.conf", data, "batch-size=3", "metrics=null", "regularizers.diff-augment={}"))
                .singleElement()
                .asString()
                .startsWith("data 'images' has 3 images: with augmentation 100 of one kind have been enough");
        assertThat(unwiseBesideData(
                        "images-dcgan.conf", data, "batch-size=4", "metrics=null", "regularizers.diff-augment={}"))
                .hasSize(2)
                .first()
                .asString()
                .startsWith("data 'images' has 3 samples, fewer than a batch of 4");
    }

    @Test
    void augmentationMakesDoWithAHundredImages() throws IOException {
        for (int i = 0; i < 100; i++) {
            writeImage(folder.resolve(i + ".png"));
        }
        String[] recipe = {
            "data.folder=" + ConfigUtil.quoteString(folder.toString()), "metrics=null", "regularizers.diff-augment={}"
        };
        assertThat(unwiseBesideData("images-dcgan.conf", recipe)).isEmpty();
    }

    @Test
    void classesOfAFewImages() throws IOException {
        for (String name : List.of("a", "b", "c")) {
            Files.createDirectory(folder.resolve(name));
            for (int i = 0; i < (name.equals("b") ? 9 : 100); i++) {
                writeImage(folder.resolve(name).resolve(i + ".png"));
            }
        }
        String data = "data.folder=" + ConfigUtil.quoteString(folder.toString());
        CommandResult conditional = CommandResult.of("check", "images-by-class", "--set", data);
        assertThat(conditional.out().lines().toList())
                .hasSize(2)
                .last()
                .asString()
                .endsWith(
                        ": data 'images' has classes of fewer than 10 samples, which are learned by heart: 'b' (9). Add samples,"
                                + " or leave such classes out");
        assertThat(CommandResult.of("check", "images-by-class", "--set", data, "--set", "conditions=null")
                        .out()
                        .lines())
                .hasSize(1);
    }

    private static void writeImage(Path file) throws IOException {
        ImageIO.write(new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
    }

    @Test
    void aLearningRateThatIsFarTooHigh() {
        assertThat(unwise("ring-gan.conf", "optimizer.generator.learning-rate=10"))
                .singleElement()
                .asString()
                .startsWith(
                        "optimizer.generator 'adam' has a learning-rate of 10.0, and with more than 0.1 parameters leap");
        assertThat(unwise("ring-gan.conf", "optimizer.critic.learning-rate=0.2"))
                .singleElement()
                .asString()
                .startsWith("optimizer.critic 'adam' has a learning-rate of 0.2, and");
        assertThat(unwise("ring-gan.conf", "optimizer.generator={ type = rmsprop, learning-rate = 0.11 }"))
                .hasSize(1);
        assertThat(unwise("ring-gan.conf", "optimizer.generator.learning-rate=0.1"))
                .isEmpty();
        assertThat(unwise("ring-gan.conf", "optimizer.generator={ type = sgd, learning-rate = 1 }"))
                .isEmpty();
        assertThat(unwise("ring-gan.conf", "optimizer.generator={ type = sgd, learning-rate = 1.1 }"))
                .hasSize(1);
    }

    @Test
    void aMetricOfFewerSamplesThanNumbers() {
        assertThat(unwiseBesideData("fashion-gan.conf", "metrics=null", "metrics.wasserstein={ samples = 784 }"))
                .containsExactly("metrics.wasserstein is biased upwards: 784 samples are few in 784 dimensions."
                        + " Measure more samples, or fewer features of them");
        assertThat(unwiseBesideData("fashion-gan.conf", "metrics=null", "metrics.wasserstein={ samples = 785 }"))
                .isEmpty();
    }

    @Test
    void aScheduleThatNeverChanges() {
        String rate = "optimizer={ generator.learning-rate { type = step, from = 1e-4, every = %s, milestones = %s } }";
        for (String never : List.of(rate.formatted("10", "[]"), rate.formatted("null", "[30, 10]"))) {
            assertThat(unwise("grid-gan.conf", "steps=10", never))
                    .singleElement()
                    .asString()
                    .startsWith(
                            "optimizer.generator.learning-rate 'step' changes for the first time after 10 steps, and the run has 10:");
        }
        assertThat(unwise("grid-gan.conf", "steps=10", rate.formatted("9", "[]")))
                .isEmpty();
        assertThat(unwise("grid-gan.conf", "steps=10", rate.formatted("null", "[30, 9]")))
                .isEmpty();
    }

    @Test
    void strictlyItIsAnError() throws IOException {
        for (String command : List.of("check", "plan", "train")) {
            List<Object> arguments = new ArrayList<>(List.of(command, "grid-gan", "--set", "steps=1"));
            arguments.addAll(
                    List.of("--set", "critic-warm-up.steps=2", "--set", "backend.device=reference", "--strict"));
            Path run = folder.resolve(command);
            if (command.equals("train")) {
                arguments.addAll(List.of("--out", run));
            }

            CommandResult result = CommandResult.of(arguments.toArray());

            assertThat(result.code()).as(command).isEqualTo(2);
            assertThat(result.err())
                    .contains("gantry: recipe is unwise, and has 1 problem:")
                    .contains("critic-warm-up.steps has all of the run's 1 steps");
            assertThat(run).doesNotExist();
        }
        assertThat(CommandResult.of("plan", "grid-gan", "--set", "steps=1", "--set", "critic-warm-up.steps=2")
                        .out())
                .contains("unwise: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ type = adam, beta1 = 0.5 }",
                "{ type = sgd, momentum = 0.9 }",
            })
    void weightClippingWithMomentum(String optimizer) {
        assertThat(unwise("grid-wgan.conf", "optimizer.critic=" + optimizer))
                .singleElement()
                .asString()
                .startsWith("constraints.weight-clipping goes badly with momentum")
                .contains("Arjovsky et al. 2017");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "optimizer.critic={ type = adam, beta1 = 0 }",
                "optimizer.critic={ type = sgd }",
                "optimizer.generator={ type = adam, beta1 = 0.5 }, optimizer.critic.type=rmsprop",
            })
    void weightClippingWithout(String settings) {
        assertThat(unwise("grid-wgan.conf", settings)).isEmpty();
    }

    @Test
    void aGradientPenaltyOnACriticThatNormalizesBatches() {
        assertThat(unwise("fashion-wgan-gp.conf", "critic.norm=batch"))
                .singleElement()
                .asString()
                .startsWith("constraints.gradient-penalty is of each sample by itself")
                .contains("Gulrajani et al. 2017, section 4");
        assertThat(unwise(
                        "fashion-wgan-gp.conf",
                        "critic.norm=batch",
                        "constraints=null",
                        "constraints.lipschitz-penalty={}"))
                .singleElement()
                .asString()
                .startsWith("constraints.lipschitz-penalty is of each sample by itself");
        assertThat(unwise("fashion-wgan-gp.conf", "critic.norm=none")).isEmpty();
        assertThat(unwise("fashion-wgan.conf", "critic.norm=batch")).isEmpty();
    }

    @Test
    void aWassersteinLossWithoutAConstraintOrWithALazyCritic() {
        assertThat(unwise("grid-wgan.conf", "constraints=null"))
                .singleElement()
                .asString()
                .startsWith("loss 'wasserstein' means nothing without a constraint");
        assertThat(unwise("grid-wgan-gp.conf", "n-critic=1"))
                .singleElement()
                .asString()
                .startsWith("loss 'wasserstein' wants a critic close to its optimum")
                .contains("Set n-critic = 5");
        // Two time scales do without more updates, and some schemes have no choice.
        assertThat(unwise("grid-wgan-gp.conf", "n-critic=1", "optimizer.critic.learning-rate=4e-3"))
                .isEmpty();
        assertThat(unwise("grid-wgan-gp.conf", "n-critic=1", "scheme=extra-gradient"))
                .isEmpty();
    }

    @Test
    void aWarmUpThatIsLongerThanTheRun() {
        assertThat(unwise("grid-gan.conf", "steps=10", "critic-warm-up.steps=11"))
                .singleElement()
                .asString()
                .startsWith("critic-warm-up.steps has all of the run's 10 steps");
        assertThat(unwise("grid-gan.conf", "steps=10", "critic-warm-up.steps=10"))
                .isEmpty();

        String rate = "optimizer={ generator.learning-rate { type = %s, from = 1e-4, warm-up = %d, by = %s } }";
        for (String type : List.of("linear", "cosine", "step, every = 9")) {
            assertThat(unwise("grid-gan.conf", "steps=10", rate.formatted(type, 11, "steps")))
                    .as(type)
                    .singleElement()
                    .asString()
                    .startsWith("optimizer.generator.learning-rate '" + type.replaceFirst(",.*", "")
                            + "' has a warm-up of 11 steps, and the run has 10: ");
            assertThat(unwise("grid-gan.conf", "steps=10", rate.formatted(type, 10, "steps")))
                    .isEmpty();
        }
        assertThat(unwise(
                        "grid-gan.conf",
                        "steps=10",
                        "n-critic=1, batch-size=8",
                        rate.formatted("linear", 81, "samples")))
                .singleElement()
                .asString()
                .contains("a warm-up of 81 samples, and the run has 80: ");
        assertThat(unwise("grid-gan.conf", "steps=10", "ema.decay={ type = constant, value = 0.9, warm-up = 11 }"))
                .singleElement()
                .asString()
                .startsWith("ema.decay 'constant' has a warm-up of 11 steps");
    }

    @Test
    void measuredStatisticsOfNoAverage() {
        assertThat(unwise("grid-gan.conf", "ema={ decay = 0, statistics = measured }"))
                .singleElement()
                .asString()
                .startsWith(
                        "ema.statistics are measured of the averaged generator, and with ema.decay = 0 there is none");
        assertThat(unwise("grid-gan.conf", "ema={ decay = 0.99, statistics = measured }"))
                .isEmpty();
    }

    @Test
    void isToldByCheckWithItsPlaceAndTrains() throws IOException {
        Path recipe = Files.writeString(folder.resolve("unwise.conf"), """
                data = gaussian-ring
                generator { type = mlp, latent = 2, hidden = [4] }
                critic { type = mlp, hidden = [6] }
                loss = wasserstein
                constraints {
                  weight-clipping {}
                }
                n-critic = 5
                steps = 2
                backend.device = reference
                """);

        CommandResult checked = CommandResult.of("check", recipe);

        assertThat(checked.code()).isZero();
        assertThat(checked.err()).isEmpty();
        assertThat(checked.out().lines().toList())
                .hasSize(2)
                .satisfies(lines -> assertThat(lines.get(0)).startsWith("unwise is good: "))
                .satisfies(lines -> assertThat(lines.get(1))
                        .startsWith("unwise: " + recipe
                                + ": 6: constraints.weight-clipping goes badly with momentum: training a critic"));
        assertThat(CommandResult.of("train", recipe, "--out", folder.resolve("run"))
                        .code())
                .isZero();
    }
}
