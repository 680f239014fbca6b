package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.gantry.runtime.TrainingPlan;
import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.runtime.component.Kind;
import dev.gantry.runtime.recipe.RecipeException;
import dev.gantry.runtime.recipe.RecipeReader;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any size that a setting can have is planned, or refused with a message that names what is too large. */
final class HugeSizesTest {

    private static final TrainingRuntime RUNTIME = Installation.current().runtime();

    /** How components of each kind stand in a recipe. */
    private static final Map<Kind<?>, String> BLOCKS = Map.of(
            Kind.DATA, "data = { type = %s, %s }",
            Kind.GENERATOR, "generator = { type = %s, %s }",
            Kind.CRITIC, "critic = { type = %s, %s }",
            Kind.LAYER,
                    "generator = { type = layers, layers = [{ type = reshape, shape = [25, 2, 2] }, { type = %s, %s }] }",
            Kind.CONDITION, "conditions { %s { %s } }",
            Kind.REGULARIZER, "regularizers { %s { %s } }",
            Kind.METRIC, "metrics { %s { %s } }",
            Kind.FEATURES, "metrics { frechet-distance { features = { type = %s, %s } } }");

    @AfterAll
    static void close() {
        RUNTIME.close();
    }

    static Stream<Arguments> sizes() {
        Stream<Arguments> ofFrame = Stream.of("batch-size", "steps", "n-critic", "keep-checkpoints", "every.metrics")
                .map(key -> Arguments.of(key + " = %d"));
        return Stream.concat(
                ofFrame,
                BLOCKS.entrySet().stream()
                        .flatMap(block -> RUNTIME.components().of(block.getKey()).stream()
                                .flatMap(entry -> entry.component().reference().root().entrySet().stream()
                                        .flatMap(HugeSizesTest::sized)
                                        .map(setting ->
                                                Arguments.of(block.getValue().formatted(entry.name(), setting))))));
    }

    private static Stream<String> sized(Map.Entry<String, ConfigValue> setting) {
        return switch (setting.getValue().valueType()) {
            case ConfigValueType.NUMBER -> Stream.of(setting.getKey() + " = %d");
            case ConfigValueType.LIST -> Stream.of(setting.getKey() + " = [%d]", setting.getKey() + " = [%1$d, %1$d]");
            default -> Stream.of();
        };
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void arePlannedOrRefused(String setting) {
        for (String data : List.of("gaussian-ring", "fashion-mnist")) {
            for (int size : new int[] {1 << 10, 1 << 16, 1 << 20, Integer.MAX_VALUE}) {
                String recipe = """
                        steps = 1
                        batch-size = 4
                        data = %s
                        generator { type = mlp, latent = 2, hidden = [4] }
                        critic { type = mlp, hidden = [4] }
                        loss = non-saturating
                        backend.device = reference
                        """.formatted(data) + setting.formatted(size);
                try (TrainingPlan plan =
                        RUNTIME.plan(RecipeReader.read("huge", recipe, List.of(), RUNTIME.components()))) {
                    assertThat(plan.plan().programs()).isNotEmpty();
                } catch (RecipeException e) {
                    assertThat(e.getMessage()).doesNotContain("overflow", "Exception", "every axis");
                }
            }
        }
    }
}
