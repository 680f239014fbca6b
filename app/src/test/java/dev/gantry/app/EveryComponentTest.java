package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.core.recipe.Components;
import dev.gantry.core.recipe.Kind;
import dev.gantry.core.recipe.Recipe;
import dev.gantry.core.recipe.RecipeReader;
import dev.gantry.core.runtime.RunOptions;
import dev.gantry.core.runtime.RunResult;
import dev.gantry.core.runtime.TrainingEvent;
import dev.gantry.core.runtime.TrainingPlan;
import dev.gantry.core.runtime.TrainingRun;
import dev.gantry.core.runtime.TrainingRuntime;
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

/** Losses, constraints and regularizers that ship combine, in an mlp and in a dcgan, and go on from a checkpoint. */
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
        String component = block.equals("loss") ? "" : "%s { %s {} }".formatted(block, name);
        Recipe recipe = recipe(network, block.equals("loss") ? name : "non-saturating", component);

        Map<Integer, Map<String, Double>> whole = train(recipe, RunOptions.into(folder.resolve("run")));
        Path checkpoint = folder.resolve("run/checkpoints/step-00000002.gantry");
        Map<Integer, Map<String, Double>> resumed = train(
                recipe, new RunOptions(Optional.empty(), Optional.of(checkpoint), Optional.empty(), 1, List.of()));

        assertThat(whole).containsOnlyKeys(1, 2, 3, 4);
        assertThat(resumed).containsExactlyInAnyOrderEntriesOf(Map.of(3, whole.get(3), 4, whole.get(4)));
    }

    static Stream<Arguments> regularizersWithLosses() {
        return names("regularizers").flatMap(regularizer -> names("loss").map(loss -> Arguments.of(regularizer, loss)));
    }

    /** All but what changes labels, which some losses do not heed. */
    @ParameterizedTest
    @MethodSource("regularizersWithLosses")
    void everyRegularizerGoesWithEveryLoss(String regularizer, String loss) {
        if (!regularizer.contains("label")) {
            String network = OF_IMAGES.contains(regularizer) ? "dcgan" : "mlp";
            try (TrainingPlan plan =
                    RUNTIME.plan(recipe(network, loss, "regularizers { %s {} }".formatted(regularizer)))) {
                assertThat(plan.plan().programs()).hasSize(4);
            }
        }
    }

    static Stream<Arguments> constraintsWithLosses() {
        return names("constraints").flatMap(constraint -> names("loss").map(loss -> Arguments.of(constraint, loss)));
    }

    @ParameterizedTest
    @MethodSource("constraintsWithLosses")
    void everyConstraintGoesWithEveryLoss(String constraint, String loss) {
        try (TrainingPlan plan = RUNTIME.plan(
                recipe("mlp", loss, "constraints { %s { every = 2 }, weight-clipping {} }".formatted(constraint)))) {
            assertThat(plan.plan().programs()).hasSize(5);
        }
    }

    @Test
    void everyComponentIsInARecipeThatShips() throws IOException {
        Path recipes = Installation.current().home().resolve("recipes");
        String all;
        try (Stream<Path> files = Files.list(recipes)) {
            all = files.filter(Files::isRegularFile)
                    .map(file -> {
                        try {
                            return Files.readString(file);
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    })
                    .collect(Collectors.joining("\n"));
        }
        assertThat(Stream.of("conditions", "constraints", "regularizers", "loss")
                        .flatMap(EveryComponentTest::names))
                .allSatisfy(name -> assertThat(all).containsPattern("(?m)^[^#]*\\b" + name + "\\b"));
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
                        values.remove("samples-per-second");
                        terms.put(measured.step(), values);
                    }
                }))) {
            RunResult result = run.await();
            assertThat(result.outcome()).isEqualTo(RunResult.Outcome.FINISHED);
        }
        return terms;
    }
}
