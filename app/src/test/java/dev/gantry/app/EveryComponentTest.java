package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import dev.gantry.core.run.RunResult;
import dev.gantry.core.run.TrainingEvent;
import dev.gantry.runtime.TrainingPlan;
import dev.gantry.runtime.TrainingRun;
import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.runtime.component.Components;
import dev.gantry.runtime.component.Kind;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.recipe.RecipeException;
import dev.gantry.runtime.recipe.RecipeProblems;
import dev.gantry.runtime.recipe.RecipeReader;
import dev.gantry.runtime.run.RunOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Losses, conditions, constraints and regularizers that ship combine, in an mlp and in a dcgan, and go on from a checkpoint. */
final class EveryComponentTest {

    private static final TrainingRuntime RUNTIME = Installation.current().runtime();
    private static final Components COMPONENTS = RUNTIME.components();

    /** What makes sense for images alone. */
    private static final Set<String> OF_IMAGES = Set.of("diff-augment");

    private static final Map<String, String> NETWORKS = Map.of("mlp", """
            data = gaussian-ring
            generator { type = mlp, latent = 2, hidden = [4] }
            critic { type = mlp, hidden = [6] }
            """, "dcgan", """
            data = fashion-mnist
            generator { type = dcgan, latent = 2, channels = 1 }
            critic { type = dcgan, channels = 2, norm = none }
            """);

    @TempDir
    private Path folder;

    @AfterAll
    static void close() {
        RUNTIME.close();
    }

    static Stream<Arguments> inEachNetwork() {
        return Stream.of("conditions", "constraints", "regularizers", "loss")
                .flatMap(block -> names(block)
                        .flatMap(name -> NETWORKS.keySet().stream()
                                .filter(network -> network.equals("dcgan") || !OF_IMAGES.contains(name))
                                .map(network -> Arguments.of(block, name, network))));
    }

    private static Stream<String> names(String block) {
        Kind<?> kind = switch (block) {
            case "conditions" -> Kind.CONDITION;
            case "constraints" -> Kind.CONSTRAINT;
            case "regularizers" -> Kind.REGULARIZER;
            default -> Kind.LOSS;
        };
        return COMPONENTS.of(kind).stream().map(Components.Entry::name);
    }

    @ParameterizedTest
    @MethodSource("inEachNetwork")
    void trainsAndGoesOnFromACheckpoint(String block, String name, String network) throws InterruptedException {
        goesOnFromACheckpoint(
                block.equals("loss")
                        ? recipe(network, name, "")
                        : recipe(network, "non-saturating", "%s { %s {} }".formatted(block, name)));
    }

    /** Two workers with two samples of a batch each train as one with all four, unless a component looks at samples beside each other. */
    @ParameterizedTest
    @MethodSource("inEachNetwork")
    void onlyWhatMixesSamplesHeedsWorkers(String block, String name, String network) throws InterruptedException {
        String settings =
                "steps = 2, generator.norm = none, optimizer.generator { type = sgd, learning-rate = 0.01 }, ";
        String loss = block.equals("loss") ? name : "non-saturating";
        String component = block.equals("loss") ? "" : "%s { %s {} }".formatted(block, name);
        Recipe two = recipe(network, loss, settings + "workers.count = 2, " + component);
        if (name.equals("replay")) {
            assertThatThrownBy(() -> RUNTIME.plan(two))
                    .isInstanceOf(RecipeException.class)
                    .hasMessageContaining("does not go with several workers");
            return;
        }

        Map<Integer, Map<String, Double>> apart = train(two, RunOptions.inMemory());
        Map<Integer, Map<String, Double>> whole =
                train(recipe(network, loss, settings + component), RunOptions.inMemory());

        boolean mixes = RecipeProblems.unwise(two).stream()
                .anyMatch(problem -> problem.message().contains("samples beside each other"));
        // An mlp is linear between its kinks, and a point that moves between them changes nothing.
        if (!mixes || network.equals("dcgan")) {
            assertThat(agree(apart, whole)).isEqualTo(!mixes);
        }
    }

    private static boolean agree(Map<Integer, Map<String, Double>> some, Map<Integer, Map<String, Double>> others) {
        return some.entrySet().stream()
                .allMatch(step -> step.getValue().entrySet().stream().allMatch(term -> {
                    double other = others.get(step.getKey()).get(term.getKey());
                    return Math.abs(term.getValue() - other) <= 1e-5 * Math.abs(other) + 1e-9;
                }));
    }

    /** What else has state of its own, or moves the state of others in another order. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "optimizer.generator { type = adam }",
                "optimizer.generator { type = rmsprop, learning-rate { type = cosine, from = 1e-3 } }",
                "optimizer.generator { type = sgd, momentum = 0.9, learning-rate { type = linear, from = 1e-3, warm-up"
                        + " = 2 } }",
                "optimizer.generator { type = adam, beta1 { type = linear, from = 0.9 }, beta2 { type = linear, from ="
                        + " 0.9 } }",
                "constraints { gradient-penalty { lambda { type = cosine, from = 1, by = samples } } }",
                "regularizers { label-flipping { probability { type = step, from = 0.5, factor = 0.5, every = 1 } } }",
                "ema.decay { type = linear, from = 0.9, to = 0.5 }",
                "prior = uniform",
                "prior = sphere",
                "prior = truncated, regularizers { virtual-batch-normalization { reference = 4 } }",
                "prior { type = mixture, components = 3 }",
                "loss = began, scheme = simultaneous, regularizers { historical-averaging {} }",
                "loss = began, scheme = extra-gradient, regularizers { replay { samples = 4 } }",
                "scheme = extra-gradient, constraints { gradient-penalty { every = 2 }, spectral-normalization {} }",
                "loss = began, unroll.steps = 2, regularizers { historical-averaging {}, replay { samples = 4 } }",
                "unroll.steps = 2, constraints { r1 {}, spectral-normalization {} }",
                "constraints { r1 { every = 3 }, weight-clipping { every = 2 } }, n-critic = 2, ema.decay = 0.9",
            })
    void schemesAndOptimizersGoOnFromACheckpoint(String settings) throws InterruptedException {
        goesOnFromACheckpoint(recipe("mlp", "non-saturating", settings));
    }

    private void goesOnFromACheckpoint(Recipe recipe) throws InterruptedException {
        Map<Integer, Map<String, Double>> whole = train(recipe, RunOptions.into(folder.resolve("run")));
        Path checkpoint = folder.resolve("run/checkpoints/step-00000002.gantry");
        Map<Integer, Map<String, Double>> resumed = train(
                recipe,
                new RunOptions(
                        Optional.empty(),
                        Optional.of(checkpoint),
                        Optional.empty(),
                        1,
                        List.of(),
                        Optional.empty(),
                        Optional.empty()));

        assertThat(whole).containsOnlyKeys(1, 2, 3, 4);
        assertThat(resumed).containsExactlyInAnyOrderEntriesOf(Map.of(3, whole.get(3), 4, whole.get(4)));
    }

    static Stream<Arguments> regularizersWithLosses() {
        return names("regularizers").flatMap(regularizer -> names("loss").map(loss -> Arguments.of(regularizer, loss)));
    }

    /** Planned in a dcgan, trained in an mlp. */
    @ParameterizedTest
    @MethodSource("regularizersWithLosses")
    void everyRegularizerGoesWithEveryLoss(String regularizer, String loss) throws InterruptedException {
        String settings = "regularizers { %s {} }".formatted(regularizer);
        if (regularizer.contains("label") && !heedsLabels(loss)) {
            assertThatThrownBy(() -> recipe("mlp", loss, settings))
                    .isInstanceOf(RecipeException.class)
                    .hasMessageContaining("labels");
            return;
        }
        try (TrainingPlan plan = RUNTIME.plan(recipe("dcgan", loss, settings))) {
            assertThat(plan.plan().programs()).hasSize(4);
        }
        if (!OF_IMAGES.contains(regularizer)) {
            trainsWithFiniteTerms(recipe("mlp", loss, "steps = 2, " + settings));
        }
    }

    private static boolean heedsLabels(String loss) {
        return Set.of("minimax", "non-saturating", "least-squares").contains(loss);
    }

    static Stream<Arguments> constraintsWithLosses() {
        return names("constraints").flatMap(constraint -> names("loss").map(loss -> Arguments.of(constraint, loss)));
    }

    /** Planned in a dcgan; trained in an mlp, in every second update and beside another constraint. */
    @ParameterizedTest
    @MethodSource("constraintsWithLosses")
    void everyConstraintGoesWithEveryLoss(String constraint, String loss) throws InterruptedException {
        try (TrainingPlan plan = RUNTIME.plan(recipe("dcgan", loss, "constraints { %s {} }".formatted(constraint)))) {
            assertThat(plan.plan().programs()).hasSize(4);
        }
        trainsWithFiniteTerms(recipe(
                "mlp", loss, "steps = 3, constraints { %s { every = 2 }, weight-clipping {} }".formatted(constraint)));
    }

    static Stream<Arguments> conditionsWithLosses() {
        return names("conditions").flatMap(condition -> names("loss").map(loss -> Arguments.of(condition, loss)));
    }

    @ParameterizedTest
    @MethodSource("conditionsWithLosses")
    void everyConditionGoesWithEveryLoss(String condition, String loss) throws InterruptedException {
        trainsWithFiniteTerms(recipe("mlp", loss, "steps = 2, conditions { %s {} }".formatted(condition)));
    }

    static Stream<String> losses() {
        return names("loss");
    }

    @ParameterizedTest
    @MethodSource("losses")
    void allConstraintsGoTogether(String loss) throws InterruptedException {
        String all = names("constraints").map(name -> name + " {}").collect(Collectors.joining(", "));
        trainsWithFiniteTerms(recipe("mlp", loss, "steps = 2, constraints { %s }".formatted(all)));
    }

    private static void trainsWithFiniteTerms(Recipe recipe) throws InterruptedException {
        Map<Integer, Map<String, Double>> terms = train(recipe, RunOptions.inMemory());
        assertThat(terms).hasSize(recipe.settings().steps());
        assertThat(terms.values())
                .allSatisfy(step -> assertThat(step.values()).isNotEmpty().allMatch(Double::isFinite));
    }

    /** Kinds that a recipe may choose several of, and where; a recipe has one of each other kind. */
    private static final Map<Kind<?>, String> SEVERAL = Map.of(
            Kind.CONDITION, "conditions",
            Kind.CONSTRAINT, "constraints",
            Kind.REGULARIZER, "regularizers",
            Kind.METRIC, "metrics");

    private static final Map<Kind<?>, List<String>> ONE = Map.of(
            Kind.DATA, List.of("data"),
            Kind.GENERATOR, List.of("generator"),
            Kind.CRITIC, List.of("critic"),
            Kind.LOSS, List.of("loss"),
            Kind.OPTIMIZER, List.of("optimizer.generator", "optimizer.critic"));

    /** A classifier's score means nothing of raw pixels or points. */
    private static final Set<String> OF_A_CLASSIFIER = Set.of("inception-score");

    @Test
    void everyComponentIsInARecipeThatShips() throws IOException {
        List<Config> recipes;
        try (Stream<Path> files = Files.list(Installation.current().home().resolve("recipes"))) {
            recipes = files.filter(Files::isRegularFile)
                    .map(EveryComponentTest::effective)
                    .toList();
        }
        SEVERAL.forEach((kind, block) -> assertThat(recipes.stream()
                        .flatMap(recipe -> recipe.getObject(block).keySet().stream())
                        .distinct())
                .as(block)
                .containsAll(namesBut(kind, OF_A_CLASSIFIER)));
        ONE.forEach((kind, blocks) -> assertThat(recipes.stream()
                        .flatMap(recipe -> blocks.stream()
                                .map(block -> block + ".type")
                                // Without a critic there is no loss either.
                                .filter(recipe::hasPath)
                                .map(recipe::getString))
                        .distinct())
                .as(kind.plural())
                .containsAll(namesBut(kind, Set.of())));
        assertThat(recipes.stream()
                        .flatMap(recipe -> Stream.of("generator.layers", "critic.layers")
                                .filter(recipe::hasPath)
                                .flatMap(layers -> recipe.getConfigList(layers).stream())
                                .map(layer -> layer.getString("type")))
                        .distinct())
                .as("layers")
                .containsAll(namesBut(Kind.LAYER, Set.of("sigmoid")));
    }

    private static List<String> namesBut(Kind<?> kind, Set<String> excepted) {
        return COMPONENTS.of(kind).stream()
                .map(Components.Entry::name)
                .filter(name -> !excepted.contains(name))
                .toList();
    }

    /** With what has no default, and the recipe leaves to its user. */
    private static Config effective(Path recipe) {
        List<String> overrides = switch (recipe.getFileName().toString()) {
            case "cifar-dcgan.conf" -> List.of("data.folder=cifar");
            case "images-by-class.conf", "images-dcgan.conf" -> List.of("data.folder=pictures");
            case "idx-layers.conf" -> List.of("data.images=images");
            default -> List.of();
        };
        return RecipeReader.read(recipe, overrides, COMPONENTS).effective();
    }

    private static Recipe recipe(String network, String loss, String more) {
        return RecipeReader.read("every", NETWORKS.get(network) + """
                steps = 4
                batch-size = 4
                loss = %s
                backend.device = reference
                every { log = 1, checkpoint = 2 }
                %s
                """.formatted(loss, more), List.of(), COMPONENTS);
    }

    /** The terms of each step; rates differ from run to run. */
    private static Map<Integer, Map<String, Double>> train(Recipe recipe, RunOptions options)
            throws InterruptedException {
        Map<Integer, Map<String, Double>> terms = new TreeMap<>();
        try (TrainingPlan plan = RUNTIME.plan(recipe);
                TrainingRun run = RUNTIME.start(plan, options.with(event -> {
                    if (event instanceof TrainingEvent.MetricsMeasured measured) {
                        Map<String, Double> values = new TreeMap<>(measured.values());
                        values.keySet().removeAll(Set.of("samples-per-second", "seconds"));
                        terms.put(measured.step(), values);
                    }
                }))) {
            RunResult result = run.await();
            assertThat(result.outcome()).isEqualTo(RunResult.Outcome.FINISHED);
        }
        return terms;
    }
}
