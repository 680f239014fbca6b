package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.engine.plan.PlannedProgram;
import dev.gantry.engine.plan.Section;
import dev.gantry.engine.plan.Step;
import dev.gantry.engine.plan.View;
import dev.gantry.runtime.TrainingPlan;
import dev.gantry.runtime.TrainingRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * In no plan touches a shard what another one writes before they meet, or results would depend on which is faster: plans of
 * networks as large as they ship, since only what is large is divided in all the ways there are.
 */
final class ShardsApartTest {

    private static final TrainingRuntime RUNTIME = Installation.current().runtime();
    private static final Path RECIPES = Installation.current().home().resolve("recipes");

    @TempDir
    private Path folder;

    @AfterAll
    static void close() {
        RUNTIME.close();
    }

    static Stream<List<String>> plans() throws IOException {
        Stream<List<String>> shipped = ShippedRecipesTest.recipes()
                .filter(recipe -> !recipe.startsWith("images"))
                .map(List::of);
        Stream<List<String>> wide = Stream.of(
                        "constraints.spectral-normalization={}",
                        "constraints.spectral-penalty={}",
                        "constraints.norm-clipping={}",
                        "constraints.orthogonal={}",
                        "constraints.orthonormalization={}",
                        "constraints.weight-clipping={}",
                        "constraints.gradient-penalty={}",
                        "constraints.dragan={}",
                        "unroll.steps=2",
                        "ema.decay=0.9",
                        "regularizers.historical-averaging={}",
                        "backend.passes.fuse=false",
                        "backend.passes.simplify=false")
                .map(setting -> List.of(
                        "grid-gan.conf",
                        "generator.hidden=[256,256]",
                        "critic.hidden=[256,256]",
                        "constraints.spectral-normalization={}",
                        setting));
        Stream<List<String>> images = Stream.of("channels-last", "fuse", "simplify")
                .map(pass -> List.of("fashion.conf", "backend.passes." + pass + "=false"));
        return Stream.of(shipped, wide, images).flatMap(plans -> plans);
    }

    @ParameterizedTest
    @MethodSource("plans")
    void noneTouchesWhatAnotherWrites(List<String> recipe) throws IOException {
        for (int shards : List.of(2, 3)) {
            List<String> settings = new ArrayList<>(recipe.subList(1, recipe.size()));
            settings.add("backend.shards=" + shards);
            switch (recipe.getFirst()) {
                case "cifar-dcgan.conf" ->
                    settings.add("data.folder=" + quoted(ShippedRecipesTest.cifarFolder(folder)));
                case "idx-layers.conf" -> settings.add("data.images=" + quoted(ShippedRecipesTest.idxFile(folder)));
                default -> {}
            }
            try (TrainingPlan plan = RUNTIME.plan(RECIPES.resolve(recipe.getFirst()), settings)) {
                for (PlannedProgram program : plan.plan().programs()) {
                    for (int i = 0; i < program.sections().size(); i++) {
                        assertThat(isApart(program.sections().get(i)))
                                .as("section %d of %s on %d shards", i, program.name(), shards)
                                .isTrue();
                    }
                }
            }
        }
    }

    private static String quoted(Path path) {
        return '"' + path.toString().replace("\\", "/") + '"';
    }

    private static boolean isApart(Section section) {
        List<Map<View.Storage, BitSet>> written = section.shards().stream()
                .map(steps -> elements(steps.stream().flatMap(step -> step.writes().stream())))
                .toList();
        List<Map<View.Storage, BitSet>> read = section.shards().stream()
                .map(steps -> elements(steps.stream().map(Step::reads).flatMap(List::stream)))
                .toList();
        for (int one = 0; one < written.size(); one++) {
            for (int other = 0; other < written.size(); other++) {
                if (other != one
                        && (meet(written.get(one), written.get(other)) || meet(written.get(one), read.get(other)))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean meet(Map<View.Storage, BitSet> some, Map<View.Storage, BitSet> others) {
        return some.entrySet().stream()
                .anyMatch(entry ->
                        others.getOrDefault(entry.getKey(), new BitSet()).intersects(entry.getValue()));
    }

    private static Map<View.Storage, BitSet> elements(Stream<View> views) {
        Map<View.Storage, BitSet> elements = new HashMap<>();
        views.filter(view -> !(view.storage() instanceof View.Storage.Literal))
                .forEach(view -> add(
                        view.collapsed(),
                        0,
                        Math.toIntExact(view.offset()),
                        elements.computeIfAbsent(view.storage(), _ -> new BitSet())));
        return elements;
    }

    private static void add(View view, int axis, int start, BitSet elements) {
        if (axis == view.shape().rank()) {
            elements.set(start);
            return;
        }
        int stride = Math.toIntExact(view.strides().get(axis));
        int size = view.shape().size(axis);
        if (stride == 1 && axis == view.shape().rank() - 1) {
            elements.set(start, start + size);
            return;
        }
        for (int i = 0; i < (stride == 0 ? 1 : size); i++) {
            add(view, axis + 1, start + i * stride, elements);
        }
    }
}
