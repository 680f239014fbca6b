package dev.gantry.runtime.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gantry.runtime.component.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each {@code broken/NAME.conf} is refused with exactly the text in {@code broken/NAME.txt}. A first line {@code # --set key=value}
 * in the recipe is an override; there may be several.
 */
class BrokenRecipesTest {

    private static final Path FOLDER =
            Path.of("src", "test", "resources", "dev", "gantry", "runtime", "recipe", "broken");
    private static final String OVERRIDE = "# --set ";

    static Stream<String> recipes() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".conf"))
                    .map(name -> name.substring(0, name.length() - ".conf".length()))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void isRefusedWithItsText(String name) throws IOException {
        Path file = FOLDER.resolve(name + ".conf");
        List<String> overrides = Files.readAllLines(file).stream()
                .takeWhile(line -> line.startsWith(OVERRIDE))
                .map(line -> line.substring(OVERRIDE.length()))
                .toList();

        RecipeException refusal = catchThrowableOfType(
                RecipeException.class, () -> RecipeReader.read(file, overrides, FakeComponents.components()));

        assertThat(refusal.getMessage().replace(FOLDER + "/", "").replace(FOLDER + "\\", ""))
                .isEqualToNormalizingNewlines(
                        Files.readString(FOLDER.resolve(name + ".txt")).stripTrailing());
    }

    @Test
    void aMessageRepeatsLittleOfWhatItIsAbout() {
        String override = "x".repeat(50_000) + "=" + "y".repeat(50_000);
        String recipe = "steps = " + "z".repeat(50_000) + ", constraints = [" + "1,".repeat(50_000) + "]\n";

        assertThatThrownBy(() -> RecipeReader.read("test", recipe, List.of(override), FakeComponents.components()))
                .isInstanceOfSatisfying(
                        RecipeException.class,
                        e -> assertThat(e.problems())
                                .hasSizeGreaterThan(2)
                                .allSatisfy(problem ->
                                        assertThat(problem.toString()).hasSizeLessThan(2_000)));
    }

    @Test
    void aMessageOfAComponentIsOneLineThatRepeatsLittle() {
        Recipe recipe = RecipeReader.read(
                "test",
                "data = ring, generator = mlp, critic = layers, loss = wasserstein",
                List.of(),
                FakeComponents.components());

        Problem located =
                RecipeProblems.at(recipe, "data", "cannot be used: " + "x".repeat(50_000) + "\nx: does not exist");

        assertThat(located.message())
                .hasSizeLessThan(2_000)
                .endsWith("xxx x: does not exist")
                .doesNotContainPattern("\\p{Cntrl}");
    }
}
