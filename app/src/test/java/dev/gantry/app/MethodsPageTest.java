package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import dev.gantry.core.component.Component;
import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.runtime.component.Components;
import dev.gantry.runtime.component.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/methods.md} has every component that can be listed, and what it names is there. */
final class MethodsPageTest {

    private static final Path ROOT = Installation.current().home();
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /** The key of a recipe that names a component, and the keys in whose blocks there are several, by name. */
    private static final Map<Kind<?>, String> KEYS = Map.ofEntries(
            Map.entry(Kind.DATA, "data"),
            Map.entry(Kind.GENERATOR, "generator"),
            Map.entry(Kind.CRITIC, "critic"),
            Map.entry(Kind.LAYER, "type"),
            Map.entry(Kind.LOSS, "loss"),
            Map.entry(Kind.CONDITION, "conditions."),
            Map.entry(Kind.CONSTRAINT, "constraints."),
            Map.entry(Kind.REGULARIZER, "regularizers."),
            Map.entry(Kind.FEATURES, "features"),
            Map.entry(Kind.METRIC, "metrics."),
            Map.entry(Kind.LISTENER, "listeners."),
            Map.entry(Kind.SCHEME, "scheme"),
            Map.entry(Kind.OPTIMIZER, "optimizer.generator"),
            Map.entry(Kind.PRIOR, "prior"),
            Map.entry(Kind.SCHEDULE, "learning-rate"));

    /** A row of one of the tables of methods. */
    private record Row(String method, String key, String file, String source, String conventions, String test) {

        static Row of(String line) {
            String[] cells = line.strip().split(" *\\| *", -1);
            return new Row(cells[1], code(cells[2]), code(cells[3]), cells[4], cells[5], code(cells[6]));
        }

        private static String code(String cell) {
            return CODE.matcher(cell)
                    .results()
                    .map(found -> found.group(1))
                    .findFirst()
                    .orElse("");
        }
    }

    private final String page;
    private final List<Row> rows;

    MethodsPageTest() throws IOException {
        page = Files.readString(ROOT.resolve("docs/methods.md"));
        rows = page.lines()
                .filter(line -> line.startsWith("|")
                        && line.chars().filter(c -> c == '|').count() == 7)
                .filter(line -> !line.startsWith("|--") && !line.startsWith("| method "))
                .map(Row::of)
                .toList();
    }

    @Test
    void everyComponentHasARow() {
        assertThat(KEYS).containsOnlyKeys(Kind.all());
        try (TrainingRuntime runtime = Installation.current().runtime()) {
            List<String> keys = Kind.all().stream()
                    .flatMap(kind -> runtime.components().of(kind).stream()
                            .map(component -> inRecipe(component, runtime.components())))
                    .toList();
            assertThat(rows).extracting(Row::key).doesNotHaveDuplicates().containsAll(keys);
        }
    }

    /** A name alone, or where that would be refused, a block with dots for what the recipe must set. */
    private static String inRecipe(Components.Entry<?> component, Components components) {
        String key = Objects.requireNonNull(KEYS.get(component.kind()));
        if (key.endsWith(".")) {
            return key + component.name();
        }
        if (key.equals("type") || hasAllDefaults(component.component(), components)) {
            return key + " = " + component.name();
        }
        return key + " { type = " + component.name() + ", ... }";
    }

    private static boolean hasAllDefaults(Component<?> component, Components components) {
        try {
            component.from(ConfigFactory.empty(), components);
            return true;
        } catch (ConfigException.ValidationFailed e) {
            return false;
        }
    }

    @Test
    void everyRowHasAFileAndATestThatExist() {
        assertThat(rows).hasSizeGreaterThan(70).allSatisfy(row -> {
            assertThat(source(row.file, "main")).as(row.method).hasSize(1);
            assertThat(source(row.test, "test")).as(row.method).hasSize(1);
        });
    }

    @Test
    void testsNamedInTheTextExist() {
        assertThat(CODE.matcher(page).results().map(found -> found.group(1)).filter(code -> code.endsWith("Test")))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(source(name, "test")).as(name).hasSize(1));
    }

    /** The files of that name, {@code module/Class}, in a module's sources. */
    private static List<Path> source(String name, String part) {
        int slash = name.indexOf('/');
        assertThat(slash).as("module/Class, found '" + name + "'").isPositive();
        Path folder = ROOT.resolve(name.substring(0, slash)).resolve("src").resolve(part);
        String file = name.substring(slash + 1) + ".java";
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(path -> path.getFileName().toString().equals(file))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
