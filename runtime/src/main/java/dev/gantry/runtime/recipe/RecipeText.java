package dev.gantry.runtime.recipe;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import dev.gantry.core.component.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file's HOCON, its overrides and defaults in one; tells where each value was written. */
final class RecipeText {

    /** What {@link #reference} is from; no place that anyone could mend. */
    static final String REFERENCE = "Gantry's defaults";

    private static final String UNKNOWN = "(unknown substitution)";
    private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{\\??([^}]*)}");
    private static final Pattern OVERRIDE = Pattern.compile("\\s*[^\\s=].*=.*", Pattern.DOTALL);
    private static final int MOST_UNKNOWN = 20;

    /** Values and characters, each use of a substitution counted. */
    private static final long MOST_SIZE = 1 << 22;

    private static final int MOST_DEPTH = 64;

    private final Location whole;
    private final HoconTexts texts;
    private final ConfigObject written;
    private final ConfigObject settings;
    private final Set<String> unresolved = new HashSet<>();

    private RecipeText(
            Location whole,
            HoconTexts texts,
            Supplier<Config> recipe,
            List<String> overrides,
            Config defaults,
            Problems problems) {
        this.whole = whole;
        this.texts = texts;
        Config file = parse(recipe, problems);
        Config text = overrides.stream()
                .map(override -> override(override, problems))
                .reduce((earlier, later) -> later.withFallback(earlier))
                .map(all -> all.withFallback(TypeChange.under(all, file, defaults)))
                .orElse(file);
        // What could not be parsed would only make keys seem to be missing.
        problems.throwIfAny();
        written = text.root();
        settings = resolve(text.withFallback(withoutNulls(defaults.root())), problems);
    }

    static RecipeText of(Path file, List<String> overrides, Includes includes, Config defaults, Problems problems) {
        HoconTexts texts = new HoconTexts(includes);
        return new RecipeText(
                new Location(HoconTexts.name(file), 0), texts, () -> texts.file(file), overrides, defaults, problems);
    }

    static RecipeText of(String name, String content, List<String> overrides, Problems problems) {
        HoconTexts texts = new HoconTexts(Includes.NEARBY);
        return new RecipeText(
                new Location(name, 0), texts, () -> texts.text(name, content), overrides, reference(), problems);
    }

    /** A recipe that this program kept: plain JSON, which includes and substitutes nothing. */
    static RecipeText ofJson(String name, String content, Problems problems) {
        HoconTexts texts = new HoconTexts(Includes.NEARBY);
        return new RecipeText(
                new Location(name, 0), texts, () -> texts.json(name, content), List.of(), reference(), problems);
    }

    /** The framework's own keys with their defaults and help. */
    static Config reference() {
        return ConfigFactory.parseURL(
                RecipeText.class.getResource("reference.conf"),
                ConfigParseOptions.defaults().setOriginDescription(REFERENCE));
    }

    /** A substitution of a key that is {@code null} would be one of nothing. */
    private static ConfigObject withoutNulls(ConfigObject block) {
        ConfigObject rest = block;
        for (Map.Entry<String, ConfigValue> entry : block.entrySet()) {
            if (entry.getValue() instanceof ConfigObject inner) {
                rest = rest.withValue(entry.getKey(), withoutNulls(inner));
            } else if (entry.getValue().valueType() == ConfigValueType.NULL) {
                rest = rest.withoutKey(entry.getKey());
            }
        }
        return rest;
    }

    /** What the recipe says, with the framework's defaults for what it does not. */
    ConfigObject settings() {
        return settings;
    }

    /** Whether a key could not be resolved, which is a problem already. */
    boolean isUnresolved(String path) {
        return unresolved.contains(path);
    }

    /** Whether the recipe or the framework's defaults have a value for a key. */
    boolean has(String path) {
        return find(settings, Settings.keys(path)).isPresent();
    }

    /**
     * Where the value of a key was written; for a key that is not in the recipe, where the block around it was.
     *
     * @param path may end in the place of a list's element, as in {@code layers[0].units}
     */
    Location locate(String path) {
        List<String> keys = Settings.keys(path);
        for (int depth = keys.size(); depth > 0; depth--) {
            List<String> place = keys.subList(0, depth);
            Optional<ConfigValue> value = find(settings, place);
            Optional<Location> location = value.flatMap(this::line)
                    .or(() -> find(written, place).flatMap(this::line))
                    .or(() -> value.flatMap(this::firstLine));
            if (location.isPresent()) {
                return location.get();
            }
        }
        return whole;
    }

    /**
     * Where the type of the block around a key is set, if that is in the file which includes the key's, and behind: the key may be
     * one of another type.
     */
    Optional<Location> typeFromAbove(String path) {
        List<String> keys = Settings.keys(path);
        if (keys.size() < 2 || path.contains("[")) {
            return Optional.empty();
        }
        List<String> type = new ArrayList<>(keys.subList(0, keys.size() - 1));
        type.add("type");
        Optional<Location> key = find(settings, keys)
                .flatMap(this::line)
                .filter(location -> !location.file().startsWith(Location.OVERRIDE));
        return key.flatMap(below ->
                find(settings, type).flatMap(this::line).filter(above -> texts.isIncludedBefore(above, below.file())));
    }

    /** A place if it is one in the recipe; otherwise that of a key. */
    Location locate(ConfigOrigin origin, String path) {
        return line(origin).orElseGet(() -> locate(path));
    }

    /** A block of settings that tells where the recipe has it, and not where its defaults are from. */
    ConfigObject placed(String path, ConfigObject block) {
        Location location = locate(path);
        return block.withOrigin(ConfigOriginFactory.newSimple(location.file())
                .withLineNumber(location.line() == 0 ? -1 : location.line()));
    }

    private static Optional<ConfigValue> find(ConfigObject block, List<String> keys) {
        if (keys.isEmpty()) {
            return Optional.empty();
        }
        try {
            Optional<ConfigValue> value = Optional.ofNullable(block.get(keys.getFirst()));
            return keys.size() == 1
                    ? value
                    : value.filter(ConfigObject.class::isInstance)
                            .flatMap(inner -> find((ConfigObject) inner, keys.subList(1, keys.size())));
        } catch (ConfigException.NotResolved e) {
            return Optional.empty();
        }
    }

    /** The line of a value that was written in one place. */
    private Optional<Location> line(ConfigValue value) {
        return line(value.origin());
    }

    private Optional<Location> line(ConfigOrigin origin) {
        return Optional.of(Location.of(origin)).filter(location -> texts.has(location.file()));
    }

    /** The first line that a block was merged from. */
    private Optional<Location> firstLine(ConfigValue value) {
        return value instanceof ConfigObject block
                ? block.values().stream()
                        .flatMap(inner -> line(inner).or(() -> firstLine(inner)).stream())
                        .min(Comparator.naturalOrder())
                : Optional.empty();
    }

    private Config parse(Supplier<Config> source, Problems problems) {
        try {
            return source.get();
        } catch (ConfigException e) {
            problems.add(place(e), HoconMessages.of(e));
        } catch (StackOverflowError e) {
            problems.add(whole, HoconMessages.TOO_DEEP);
        }
        return ConfigFactory.empty();
    }

    private Location place(ConfigException e) {
        ConfigOrigin origin = e.origin();
        return origin == null ? whole : Location.of(origin);
    }

    private Config override(String override, Problems problems) {
        Location location = Location.ofOverride(override);
        if (!OVERRIDE.matcher(override).matches()) {
            problems.add(location, "an override is KEY=VALUE, for example batch-size=128");
            return ConfigFactory.empty();
        }
        return parse(() -> texts.text(location.file(), override), problems);
    }

    private ConfigObject resolve(Config text, Problems problems) {
        try {
            return resolved(text, problems);
        } catch (ConfigException e) {
            problems.add(place(e), HoconMessages.of(e));
        } catch (StackOverflowError e) {
            problems.add(whole, HoconMessages.TOO_DEEP);
        }
        problems.throwIfAny();
        return text.root();
    }

    /** Makes the substitutions; those that refer to nothing are problems, and their keys are left out. */
    private ConfigObject resolved(Config text, Problems problems) {
        Config known = text;
        Set<String> unknown = new HashSet<>();
        while (true) {
            try {
                ConfigObject resolved = known.resolve().root();
                if (size(resolved, 0, MOST_SIZE) > MOST_SIZE) {
                    problems.add(whole, "this is too large, or nested too deeply, once substitutions are made");
                    problems.throwIfAny();
                }
                return withoutUnknown(resolved, "");
            } catch (ConfigException.UnresolvedSubstitution e) {
                Matcher substitution = SUBSTITUTION.matcher(HoconMessages.message(e));
                String name = substitution.find() ? substitution.group(1) : "";
                if (HoconMessages.message(e).contains("cycle")) {
                    problems.add(place(e), "the substitution of ${" + name + "} needs itself");
                    problems.throwIfAny();
                }
                problems.add(place(e), "there is neither a key nor an environment variable '" + name + "'");
                if (Settings.keys(name).isEmpty() || !unknown.add(name) || unknown.size() > MOST_UNKNOWN) {
                    problems.throwIfAny();
                }
                known = known.withFallback(
                        ConfigValueFactory.fromAnyRef(UNKNOWN).atPath(ConfigUtil.joinPath(Settings.keys(name))));
            }
        }
    }

    /** How much a value holds; more than {@code most} if it holds more, or nests too deeply. */
    private static long size(ConfigValue value, int depth, long most) {
        long size = value.valueType() == ConfigValueType.STRING
                ? 1 + value.unwrapped().toString().length()
                : 1;
        Collection<ConfigValue> inner = switch (value) {
            case ConfigObject block -> block.values();
            case ConfigList list -> list;
            default -> List.of();
        };
        if (depth > MOST_DEPTH) {
            return most + 1;
        }
        for (ConfigValue each : inner) {
            if (size > most) {
                break;
            }
            size += size(each, depth + 1, most - size);
        }
        return size;
    }

    private ConfigObject withoutUnknown(ConfigObject block, String path) {
        ConfigObject known = block;
        for (Map.Entry<String, ConfigValue> entry : block.entrySet()) {
            String key = path + ConfigUtil.joinPath(entry.getKey());
            ConfigValue value = entry.getValue();
            if (value instanceof ConfigObject inner) {
                known = known.withValue(entry.getKey(), withoutUnknown(inner, key + "."));
            } else if (value.render().contains(UNKNOWN)) {
                unresolved.add(key);
                known = known.withoutKey(entry.getKey());
            }
        }
        return known;
    }
}
