package dev.gantry.study;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import dev.gantry.core.component.Settings;
import dev.gantry.core.metric.MetricValue.Better;
import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.runtime.recipe.HoconFile;
import dev.gantry.runtime.recipe.Includes;
import dev.gantry.runtime.recipe.RecipeException;
import dev.gantry.study.Dimension.Choices;
import dev.gantry.study.Dimension.Range;
import dev.gantry.study.StudyCheck.Checked;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/** Reads studies, and checks them with every recipe and setting; nothing is written or trained. */
public final class StudyReader {

    /** The key of the recipes' own keys in the kept study. */
    static final String RESOLVED = "resolved";

    private static final String REFERENCE = """
            name = null
            metric = null
            better = null
            seeds = [1, 2, 3]
            processes = 1
            budget { minutes = null, runs = null }
            search { type = grid, samples = 10, seed = 1 }
            over {}
            set {}
            recipes {}
            """;

    private final HoconFile file;
    private final RecipeShelf shelf;

    private StudyReader(HoconFile file, RecipeShelf shelf) {
        this.file = file;
        this.shelf = shelf;
    }

    /**
     * Reads a file.
     *
     * @param overrides each {@code key=value}, both in HOCON; they win over the file, and the later ones over the earlier
     * @param includes from where the study and its recipes may include
     * @throws RecipeException with everything that is wrong
     */
    public static Study read(
            Path path, List<String> overrides, Includes includes, RecipeShelf shelf, TrainingRuntime runtime) {
        HoconFile file = HoconFile.read("study", path, overrides, includes);
        StudyReader reader = new StudyReader(file, shelf);
        StudyCheck check = new StudyCheck(file, includes, runtime);
        return reader.read(path.getFileName().toString().replaceFirst("\\.[^.]*$", ""), check);
    }

    /** The keys of a study. */
    record Keys(
            String name,
            String metric,
            Optional<Better> better,
            List<Long> seeds,
            int processes,
            Budget budget,
            Search search,
            Config over,
            Config set,
            Config recipes) {

        Keys {
            requireFileName("name", name);
            if (seeds.isEmpty() || new HashSet<>(seeds).size() < seeds.size()) {
                throw new IllegalArgumentException("'seeds' must be at least one, each once, found " + seeds);
            }
            if (processes < 1) {
                throw new IllegalArgumentException("'processes' must be at least 1, found " + processes);
            }
            if (recipes.isEmpty()) {
                throw new IllegalArgumentException(
                        "'recipes' must have at least one block NAME { recipe = RECIPE, over {}, set {} }");
            }
        }
    }

    /** What a recipe has beside its name in the study. */
    private record RecipeKeys(String recipe, Config over, Config set) {}

    private static void requireFileName(String key, String name) {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new IllegalArgumentException("'" + key
                    + "' names a folder, so it must be of letters, digits, '.', '_' and '-', found '" + name + "'");
        }
    }

    private Study read(String defaultName, StudyCheck check) {
        Config settings = file.settings();
        Config reference =
                ConfigFactory.parseString(REFERENCE).withValue("name", ConfigValueFactory.fromAnyRef(defaultName));
        List<Config> effective = new ArrayList<>();
        Optional<Keys> bound = file.create(
                complete -> {
                    effective.add(complete);
                    return Settings.bind(MethodHandles.lookup(), Keys.class, complete);
                },
                "",
                settings.hasPath("name") ? settings : settings.withoutPath("name"),
                reference);
        file.throwIfAny();
        Keys keys = bound.orElseThrow();
        List<Candidate> candidates = Leaf.inOrder(keys.recipes.root())
                .filter(entry -> entry.getValue().valueType() != ConfigValueType.NULL)
                .flatMap(entry -> candidate(entry, keys).stream())
                .toList();
        file.throwIfAny();
        Checked checked = check.checked(keys.metric, keys.better, keys.seeds.getFirst(), candidates);
        return new Study(
                keys.name,
                keys.metric,
                checked.better(),
                keys.seeds,
                keys.processes,
                keys.budget,
                candidates,
                checked.unwise(),
                effective
                        .getLast()
                        .withValue(
                                "better",
                                ConfigValueFactory.fromAnyRef(
                                        checked.better().name().toLowerCase(Locale.ROOT)))
                        .withValue(RESOLVED, checked.resolved().root()));
    }

    private Optional<Candidate> candidate(Map.Entry<String, ConfigValue> entry, Keys keys) {
        String name = entry.getKey();
        String path = ConfigUtil.joinPath("recipes", name);
        // 'gan = ring-gan' is short for 'gan { recipe = ring-gan }'.
        ConfigValue value = entry.getValue().valueType() == ConfigValueType.STRING
                ? entry.getValue().atKey("recipe").root()
                : entry.getValue();
        if (!(value instanceof ConfigObject block)) {
            file.refuse(path, "'" + path + "' must be a recipe or a block { recipe = RECIPE, over {}, set {} }");
            return Optional.empty();
        }
        Optional<RecipeKeys> bound = file.create(
                complete -> {
                    requireFileName(name, name);
                    return Settings.bind(MethodHandles.lookup(), RecipeKeys.class, complete);
                },
                path,
                block.toConfig(),
                ConfigFactory.parseString("recipe = null, over {}, set {}"));
        return bound.flatMap(own -> candidate(name, path, own, keys));
    }

    private Optional<Candidate> candidate(String name, String path, RecipeKeys own, Keys keys) {
        Optional<Path> recipe = shelf.recipe(own.recipe);
        if (recipe.isEmpty()) {
            file.refuse(path + ".recipe", shelf.noRecipe(own.recipe));
        }
        SequencedMap<String, Dimension> over = new LinkedHashMap<>();
        dimensions(keys.over.root(), "over.", "", keys.search, over);
        dimensions(own.over.root(), path + ".over.", "", keys.search, over);
        List<String> set = Stream.concat(overrides(keys.set.root(), "set."), overrides(own.set.root(), path + ".set."))
                .toList();
        return recipe.map(found -> new Candidate(name, found, set, keys.search.settings(over)));
    }

    private Stream<String> overrides(ConfigObject set, String place) {
        return Leaf.of(set).stream().map(leaf -> {
            requireNoSeed(place, leaf.path());
            return leaf.override();
        });
    }

    /** Adds what a block searches over; its keys replace those of the study, and {@code null} takes one away. */
    private void dimensions(
            ConfigObject block, String place, String prefix, Search search, SequencedMap<String, Dimension> over) {
        Leaf.inOrder(block).forEach(entry -> {
            String key = prefix + ConfigUtil.joinPath(entry.getKey());
            ConfigValue value = entry.getValue();
            requireNoSeed(place, key);
            if (value.valueType() == ConfigValueType.NULL) {
                over.remove(key);
            } else if (value instanceof ConfigList list && !list.isEmpty()) {
                over.put(key, new Choices(list.stream().map(Leaf::text).toList()));
            } else if (value instanceof ConfigObject inner
                    && inner.containsKey("from")
                    && inner.containsKey("to")
                    && !(inner.get("from") instanceof ConfigList)) {
                range(place + key, inner, search).ifPresent(range -> over.put(key, range));
            } else if (value instanceof ConfigObject inner && !inner.isEmpty()) {
                dimensions(inner, place, key + ".", search, over);
            } else {
                file.refuse(
                        place + key,
                        "'%s' must be a list of values or a range { from, to, scale }, found %s; what is the same in all runs belongs into 'set'"
                                .formatted(place + key, Leaf.text(value)));
            }
        });
    }

    private Optional<Range> range(String place, ConfigObject block, Search search) {
        if (search.type() == Search.Type.GRID) {
            file.refuse(place, "'" + place + "' must be a list in a grid; ranges are for search.type = random");
            return Optional.empty();
        }
        return file.create(
                complete -> Settings.bind(MethodHandles.lookup(), Range.class, complete),
                place,
                block.toConfig(),
                ConfigFactory.parseString("from = null, to = null, scale = linear"));
    }

    private void requireNoSeed(String place, String key) {
        if (key.equals("seed")) {
            file.refuse(place + key, "'" + place + key + "' is decided by 'seeds'; remove it");
        }
    }
}
