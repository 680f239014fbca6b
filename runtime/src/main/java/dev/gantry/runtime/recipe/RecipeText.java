package dev.gantry.runtime.recipe;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigParseable;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.io.File;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file's HOCON, its overrides and defaults in one; tells where each value was written. */
final class RecipeText {

    private static final String REFERENCE = "Gantry's defaults";
    private static final String ENVIRONMENT = "env variables";
    private static final String MERGED = "merge of ";
    private static final long LARGEST_FILE = 1 << 24;
    private static final String TOO_LARGE = "this has more than 16 MiB, which is too much for a recipe";
    private static final String UNKNOWN = "(unknown substitution)";
    private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{\\??([^}]*)}");

    private final Location whole;
    private final ConfigObject written;
    private final ConfigObject settings;
    private final Set<String> unresolved = new HashSet<>();

    private RecipeText(
            Location whole,
            Function<ConfigParseOptions, Config> recipe,
            List<String> overrides,
            Config defaults,
            Problems problems) {
        this.whole = whole;
        Config text = parse(recipe, problems);
        for (String override : overrides) {
            text = override(override, problems).withFallback(text);
        }
        // What could not be parsed would only make keys seem to be missing.
        problems.throwIfAny();
        written = text.root();
        settings = resolve(text.withFallback(withoutNulls(defaults.root())), problems);
    }

    static RecipeText of(Path file, List<String> overrides, Config defaults, Problems problems) {
        Location whole = new Location(file.toString(), 0);
        if (!Files.isRegularFile(file)) {
            problems.add(whole, Files.exists(file) ? "this is not a file" : "there is no such file");
            problems.throwIfAny();
        }
        if (file.toFile().length() > LARGEST_FILE) {
            problems.add(whole, TOO_LARGE);
            problems.throwIfAny();
        }
        // The parser finds what a file includes only if that file's path has a folder.
        File inFolder = file.getParent() == null ? new File(".", file.toString()) : file.toFile();
        return new RecipeText(
                whole, options -> ConfigFactory.parseFile(inFolder, options), overrides, defaults, problems);
    }

    static RecipeText of(String name, String content, List<String> overrides, Problems problems) {
        return new RecipeText(
                new Location(name, 0),
                options -> ConfigFactory.parseString(content, options.setOriginDescription(name)),
                overrides,
                reference(),
                problems);
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
        return find(settings, ConfigUtil.splitPath(path)).isPresent();
    }

    /** Where the value of a key was written; for a key that is not in the recipe, where the block around it was. */
    Location locate(String path) {
        List<String> keys = path.isEmpty() ? List.of() : ConfigUtil.splitPath(path);
        for (int depth = keys.size(); depth > 0; depth--) {
            List<String> place = keys.subList(0, depth);
            Optional<ConfigValue> value = find(settings, place);
            Optional<Location> location = value.flatMap(RecipeText::line)
                    .or(() -> find(written, place).flatMap(RecipeText::line))
                    .or(() -> value.flatMap(RecipeText::firstLine));
            if (location.isPresent()) {
                return location.get();
            }
        }
        return whole;
    }

    private static Optional<ConfigValue> find(ConfigObject block, List<String> keys) {
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
    private static Optional<Location> line(ConfigValue value) {
        String origin = value.origin().description();
        return origin.startsWith(MERGED) || origin.startsWith(ENVIRONMENT) || origin.startsWith(REFERENCE)
                ? Optional.empty()
                : Optional.of(Location.of(value.origin()));
    }

    /** The first line that a block was merged from. */
    private static Optional<Location> firstLine(ConfigValue value) {
        return value instanceof ConfigObject block
                ? block.values().stream()
                        .flatMap(inner -> line(inner).or(() -> firstLine(inner)).stream())
                        .min(Comparator.naturalOrder())
                : Optional.empty();
    }

    private Config parse(Function<ConfigParseOptions, Config> source, Problems problems) {
        ConfigParseOptions options = ConfigParseOptions.defaults()
                .setSyntax(ConfigSyntax.CONF)
                .setAllowMissing(false)
                .setIncluder(new Includer());
        try {
            return source.apply(options);
        } catch (ConfigException e) {
            ConfigOrigin origin = e.origin();
            problems.add(origin == null ? whole : Location.of(origin), syntax(e));
            return ConfigFactory.empty();
        }
    }

    private Config override(String override, Problems problems) {
        Location location = new Location(Location.OVERRIDE + override, 0);
        if (!override.matches("\\s*[^\\s=].*=.*")) {
            problems.add(location, "an override is KEY=VALUE, for example batch-size=128");
            return ConfigFactory.empty();
        }
        return parse(
                options -> ConfigFactory.parseString(override, options.setOriginDescription(location.file())),
                problems);
    }

    /** What the parser says, in the words of those who write recipes. */
    private static String syntax(ConfigException e) {
        String message = message(e);
        if (e instanceof ConfigException.IO) {
            return message;
        }
        String found = message.replaceFirst(" \\((if you|use quoted) .*", "")
                .replace("expecting a close parentheses ')' here, not:", "expecting a key or '}', got")
                .replace("may not be followed by token:", "must be followed by a value, got")
                .replaceFirst(",? (but got wrong|instead had) token:", ", got");
        String cure = "";
        if (found.contains("end of file")) {
            cure = "; is a brace or bracket left open?";
        } else if (message.contains("(if you")) {
            cure = "; put text with special characters in double quotes";
        }
        return "this is not HOCON: " + Character.toLowerCase(found.charAt(0)) + found.substring(1) + cure;
    }

    private static String message(ConfigException e) {
        String message = String.valueOf(e.getMessage());
        ConfigOrigin origin = e.origin();
        return origin == null ? message : message.replace(origin.description() + ": ", "");
    }

    /** Makes the substitutions; those that refer to nothing are problems, and their keys are left out. */
    private ConfigObject resolve(Config text, Problems problems) {
        Config known = text;
        Set<String> unknown = new HashSet<>();
        while (true) {
            try {
                return withoutUnknown(known.resolve().root(), "");
            } catch (ConfigException.UnresolvedSubstitution e) {
                ConfigOrigin origin = e.origin();
                Location location = origin == null ? whole : Location.of(origin);
                Matcher substitution = SUBSTITUTION.matcher(message(e));
                String name = substitution.find() ? substitution.group(1) : "";
                if (message(e).contains("cycle")) {
                    problems.add(location, "the substitution of ${" + name + "} needs itself");
                    problems.throwIfAny();
                }
                problems.add(location, "there is neither a key nor an environment variable '" + name + "'");
                if (name.isEmpty() || !unknown.add(name)) {
                    problems.throwIfAny();
                }
                known = known.withFallback(
                        ConfigValueFactory.fromAnyRef(UNKNOWN).atPath(name));
            }
        }
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

    /**
     * Includes files beside the including one or below it, and files of the class path, and refuses every other place and any address.
     * Links that lie there are followed.
     */
    private static final class Includer
            implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {

        @Override
        public ConfigIncluder withFallback(ConfigIncluder fallback) {
            return this;
        }

        @Override
        public ConfigObject include(ConfigIncludeContext context, String what) {
            Path path = Path.of(what).normalize();
            if (path.isAbsolute() || path.startsWith("..") || what.contains(":")) {
                throw refused(what);
            }
            ConfigParseable file = context.relativeTo(what);
            requireFile(file);
            try {
                return file.parse(context.parseOptions().setAllowMissing(false));
            } catch (ConfigException.IO e) {
                throw new ConfigException.IO(
                        file.origin(), "this is included, but there is no such file beside the including one", e);
            }
        }

        /** A device or a pipe would be read without end. */
        private static void requireFile(ConfigParseable file) {
            Optional<Path> path =
                    Optional.ofNullable(file.origin().filename()).map(Path::of).filter(Files::exists);
            if (path.filter(there -> !Files.isRegularFile(there)).isPresent()) {
                throw new ConfigException.IO(file.origin(), "this is included, but it is no file");
            }
            if (path.filter(there -> there.toFile().length() > LARGEST_FILE).isPresent()) {
                throw new ConfigException.IO(file.origin(), TOO_LARGE);
            }
        }

        @Override
        public ConfigObject includeFile(ConfigIncludeContext context, File what) {
            return include(context, what.getPath());
        }

        @Override
        public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
            throw refused(what.toString());
        }

        @Override
        public ConfigObject includeResources(ConfigIncludeContext context, String what) {
            return ConfigFactory.parseResources(what, context.parseOptions().setAllowMissing(false))
                    .root();
        }

        private static ConfigException refused(String what) {
            return new ConfigException.IO(
                    ConfigOriginFactory.newSimple(what),
                    "this cannot be included: what a recipe includes lies beside it or below it, or on the class path");
        }
    }
}
