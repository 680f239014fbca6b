package dev.gantry.runtime.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.gantry.runtime.component.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Recipes and overrides broken at random are read, or refused in words. The property {@code gantry.mutants} asks for more of
 * them.
 */
final class RecipeMutantsTest {

    private static final int MUTANTS = Integer.getInteger("gantry.mutants", 600);
    private static final long SEED = 10;
    private static final int LONGEST = 2_000;
    private static final Path FOLDER = Path.of("src", "test", "resources", "dev", "gantry", "runtime", "recipe");
    private static final Pattern OF_JAVA = Pattern.compile(
            "\\w(Exception|Error)\\b|\\b(java|javax|com\\.typesafe|dev\\.gantry)\\.|Config[A-Z]\\w+|\\bSimpleConfig|"
                    + "(Unq|Q)uoted\\(|Unresolved|@[0-9a-f]{6,}");

    private static final List<String> OVERRIDES = List.of(
            "batch-size=128",
            "loss=wasserstein",
            "data.modes=5",
            "constraints.gradient-penalty.lambda=0.1",
            "constraints { weight-clipping { bound = 1 } }",
            "critic.layers=[{units=3, activation=relu}, {units=4}]",
            "optimizer.critic=${optimizer.generator}",
            "metrics.distance.features { type = blur, width = 3 }",
            "scheme=imle",
            "critic=null",
            "name=\"a b\"");

    private static final List<String> EXTREMES = List.of(
            "0",
            "-1",
            "1e9",
            "1e999",
            "-1e308",
            "2147483647",
            "2147483648",
            "9223372036854775808",
            "0.1",
            "NaN",
            "null",
            "true",
            "\"\"",
            "{}",
            "[]",
            "${steps}",
            "${?NONE}",
            "${data}",
            "[[1]]",
            "99999999999999999999999999");

    private static final List<String> ODD = List.of(
            "\"a.b\"",
            "\"a[0]\"",
            "\"\"",
            "\"'\"",
            "a.b.c",
            "..",
            "\"..\"",
            "\"\\u0000\"",
            "\"\\n\"",
            "$",
            "@",
            "\"%s%n\"",
            "\u00e4\u4e2d",
            "+=",
            "include",
            "\"\\\"[\"",
            "type",
            "a.",
            "-",
            "`");

    @TempDir
    private Path folder;

    @Test
    void areReadOrRefusedInWords() throws Exception {
        List<String> valid = new ArrayList<>();
        valid.add(Files.readString(FOLDER.resolve("good.conf")));
        try (Stream<Path> files = Files.list(FOLDER.resolve("broken"))) {
            for (Path file : files.filter(file -> file.toString().endsWith(".conf"))
                    .sorted()
                    .toList()) {
                valid.add(Files.readString(file).lines().limit(60).reduce("", (all, line) -> all + line + "\n"));
            }
        }
        Files.copy(FOLDER.resolve("broken/base.inc"), folder.resolve("base.inc"));
        int read = 0;
        int refused = 0;
        for (int mutant = 0; mutant < MUTANTS; mutant++) {
            SplittableRandom random = new SplittableRandom(SEED + mutant);
            // Most of what is broken further says nothing new.
            String recipe = valid.get(random.nextBoolean() ? 0 : random.nextInt(valid.size()));
            String other = valid.get(random.nextInt(valid.size()));
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                recipe = changed(recipe, other, random);
            }
            List<String> overrides = new ArrayList<>();
            for (int count = random.nextInt(3); count > 0; count--) {
                String override = OVERRIDES.get(random.nextInt(OVERRIDES.size()));
                overrides.add(random.nextBoolean() ? override : changed(override, other, random));
            }
            Path file = Files.write(folder.resolve("mutant.conf"), recipe.getBytes(StandardCharsets.ISO_8859_1));
            try {
                RecipeReader.read(file, overrides, FakeComponents.components());
                read++;
            } catch (RecipeException e) {
                refused++;
                for (Problem problem : e.problems()) {
                    assertThat(problem.toString())
                            .as("mutant %d", mutant)
                            .hasSizeLessThan(LONGEST)
                            .doesNotContainPattern(OF_JAVA)
                            .doesNotContain("String: ", "merge of ", "\n");
                }
            } catch (RuntimeException | Error e) {
                fail("mutant %d, with %s, is%n%s".formatted(mutant, overrides, recipe), e);
            }
        }
        assertThat(read).isGreaterThan(MUTANTS / 50);
        assertThat(refused).isGreaterThan(MUTANTS / 2);
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
                                        assertThat(problem.toString()).hasSizeLessThan(LONGEST)));
    }

    private static String changed(String text, String other, SplittableRandom random) {
        if (text.length() < 2) {
            return other;
        }
        int place = random.nextInt(text.length());
        String before = text.substring(0, place);
        String after = text.substring(place);
        List<String> lines = text.lines().toList();
        String line = lines.get(random.nextInt(lines.size()));
        List<String> others = other.isEmpty() ? lines : other.lines().toList();
        return switch (random.nextInt(12)) {
            case 0 -> before + (char) (after.charAt(0) ^ (1 << random.nextInt(8))) + after.substring(1);
            case 1 -> before + (char) random.nextInt(256) + after;
            case 2 -> before + after.substring(1);
            case 3 -> before;
            case 4 -> text + "\n" + line;
            case 5 -> text.replace(line, line + "\n" + others.get(random.nextInt(others.size())));
            case 6 -> text.replace(line, "");
            case 7 -> {
                int deep = 1 << random.nextInt(13);
                String open = random.nextBoolean() ? "[" : "{a=";
                yield before
                        + open.repeat(deep)
                        + (open.equals("[") ? "]" : "}").repeat(random.nextInt(deep + 1))
                        + after;
            }
            case 8 -> replaced(text, "-?\\d+(\\.\\d+)?(e-?\\d+)?", EXTREMES, random);
            case 9 -> replaced(text, "[a-z][a-z-]+", ODD, random);
            case 10 ->
                replaced(
                        text,
                        "=[^=\\n]*",
                        EXTREMES.stream().map(value -> "= " + value).toList(),
                        random);
            default -> before + others.get(random.nextInt(others.size())) + after;
        };
    }

    /** One of the places of a pattern with something else in it. */
    private static String replaced(String text, String pattern, List<String> by, SplittableRandom random) {
        var found = Pattern.compile(pattern).matcher(text).results().toList();
        if (found.isEmpty()) {
            return text;
        }
        var one = found.get(random.nextInt(found.size()));
        return text.substring(0, one.start()) + by.get(random.nextInt(by.size())) + text.substring(one.end());
    }
}
