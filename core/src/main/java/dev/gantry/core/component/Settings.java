package dev.gantry.core.component;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigException.ValidationProblem;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** Turns settings into records: component {@code clipNorm} is the key {@code clip-norm}. */
public final class Settings {

    private static final int LONGEST_SHOWN = 60;

    private Settings() {}

    /**
     * Makes something from settings, after checking these against a reference: every key must be in it, and keys that are not
     * set have its values.
     *
     * @param create is given settings that have every key of {@code reference} and no other
     * @param reference keys and defaults; what is inside an empty block, {@code null} or a list is left to {@code create}
     * @throws ConfigException.ValidationFailed with everything that is wrong. A problem names its key's path, which is empty
     *     if it concerns no key
     */
    public static <T> T create(Function<Config, T> create, Config settings, Config reference) {
        List<ValidationProblem> problems = new ArrayList<>();
        Config complete = complete(settings.root(), reference.root(), reference.root(), "", problems)
                .toConfig();
        while (true) {
            List<ValidationProblem> refused;
            try {
                T made = create.apply(complete);
                if (problems.isEmpty()) {
                    return made;
                }
                refused = List.of();
            } catch (ConfigException.ValidationFailed e) {
                refused =
                        StreamSupport.stream(e.problems().spliterator(), false).toList();
            } catch (ConfigException e) {
                refused = List.of(new ValidationProblem("", complete.origin(), String.valueOf(e.getMessage())));
            } catch (IllegalArgumentException e) {
                refused = List.of(KeyProblems.refusal(e, complete.root(), ""));
            }
            // With defaults in place of what was refused, the other rules are checked as well.
            Config mended = complete;
            for (ValidationProblem problem : refused) {
                String path = problem.path();
                if (problems.stream().noneMatch(earlier -> earlier.path().equals(path))) {
                    problems.add(problem);
                    mended = mend(mended, path, reference);
                }
            }
            if (mended.equals(complete)) {
                throw new ConfigException.ValidationFailed(problems.stream()
                        .map(problem -> located(problem, settings))
                        .toList());
            }
            complete = mended;
        }
    }

    /** The reference with the settings in place of its defaults; {@code Config.withFallback} stops at keys that were null. */
    private static ConfigObject complete(
            ConfigObject settings,
            ConfigObject reference,
            ConfigObject around,
            String path,
            List<ValidationProblem> problems) {
        ConfigObject complete = reference;
        for (Map.Entry<String, ConfigValue> entry : settings.entrySet()) {
            String key = entry.getKey();
            ConfigValue value = entry.getValue();
            ConfigValue expected = reference.get(key);
            if (expected == null) {
                problems.add(KeyProblems.unknown(path, key, value, reference, around));
            } else if (value instanceof ConfigObject block
                    && expected instanceof ConfigObject keys
                    && !keys.isEmpty()) {
                complete = complete.withValue(key, complete(block, keys, around, path + key + ".", problems));
            } else {
                complete = complete.withValue(key, value);
            }
        }
        return complete;
    }

    /** A default has no line that anyone could mend; its problem is that of the written block which leaves the key out. */
    private static ValidationProblem located(ValidationProblem problem, Config settings) {
        String path = problem.path();
        List<String> names = keys(path);
        if (path.contains("[") || (!path.isEmpty() && settings.hasPath(path))) {
            return problem;
        }
        ConfigOrigin around = settings.origin();
        for (int depth = 1; depth < names.size(); depth++) {
            String block = ConfigUtil.joinPath(names.subList(0, depth));
            around = settings.hasPath(block) ? settings.getValue(block).origin() : around;
        }
        return new ValidationProblem(path, around, problem.problem());
    }

    /** Settings with the default of a key, or of the innermost block around it that has one. */
    private static Config mend(Config settings, String path, Config reference) {
        List<String> names = keys(path);
        for (int depth = names.size(); depth > 0; depth--) {
            String key = ConfigUtil.joinPath(names.subList(0, depth));
            if (reference.hasPath(key)) {
                return settings.withValue(key, reference.getValue(key));
            }
        }
        return settings;
    }

    /**
     * A record from settings. Components may be {@code double}, {@code int}, {@code long}, {@code boolean}, strings, paths,
     * enums (written in lower case with dashes), records, {@link Config}, every kind of {@link Part}, and lists or optionals of
     * these; an optional's key may be missing or {@code null}. A record inside that is {@link OneOrEach} may be written as one
     * number, or as a list of its components.
     *
     * @param lookup sees the record's canonical constructor
     * @param settings may have other keys beside those of the record; blocks inside them may not
     * @param parts where the components are found that settings hold
     * @throws ConfigException.ValidationFailed with every key that is missing or of the wrong type, or unknown in a block; if
     *     there is none, with what the record's constructor refuses. A problem names its key's path and its line
     */
    public static <T> Made<T> bind(MethodHandles.Lookup lookup, Class<T> type, Config settings, Parts parts) {
        Binding binding = new Binding(lookup, parts);
        Optional<Binding.Bound> bound = binding.record(type, settings.root(), "");
        if (!binding.problems().isEmpty()) {
            throw new ConfigException.ValidationFailed(binding.problems());
        }
        return new Made<>(
                type.cast(bound.orElseThrow().value()),
                ((ConfigObject) bound.get().complete()).toConfig());
    }

    /** A record from settings that hold no other components, see {@link #bind(MethodHandles.Lookup, Class, Config, Parts)}. */
    public static <T> T bind(MethodHandles.Lookup lookup, Class<T> type, Config settings) {
        return bind(lookup, type, settings, Parts.NONE).component();
    }

    /**
     * Whether a record can be bound, before any settings are there.
     *
     * @param reference keys and defaults; what is inside an empty block, {@code null} or a list is not looked at
     * @return what it found of the record's keys
     * @throws IllegalArgumentException if a component's type is none that {@link #bind} knows, or {@code reference} has other keys
     *     than the record's components, or a default of another type, or {@code lookup} does not see the constructor
     */
    static RecordCheck check(MethodHandles.Lookup lookup, Class<?> type, Config reference) {
        RecordCheck check = new RecordCheck(lookup);
        check.checkRecord(type, reference.root(), "");
        return check;
    }

    /**
     * The keys that a problem's path is made of, as far as the first list: {@code layers} of {@code layers[0].units}; none if it
     * is no path.
     */
    public static List<String> keys(String path) {
        int end = 0;
        // Brackets in quotes are of a key.
        boolean quoted = false;
        while (end < path.length() && (quoted || path.charAt(end) != '[')) {
            if (path.charAt(end) == '"') {
                quoted = !quoted;
            } else if (quoted && path.charAt(end) == '\\') {
                end++;
            }
            end++;
        }
        String keys = path.substring(0, Math.min(end, path.length()));
        try {
            return keys.isEmpty() ? List.of() : ConfigUtil.splitPath(keys);
        } catch (ConfigException.BadPath e) {
            return List.of();
        }
    }

    /** {@code clipNorm} or {@code CLIP_NORM} as {@code clip-norm}. */
    public static String key(String name) {
        return name.equals(name.toUpperCase(Locale.ROOT))
                ? name.toLowerCase(Locale.ROOT).replace('_', '-')
                : name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }

    /** A value for a message, as it was written and no longer than a few words. */
    public static String shown(ConfigValue value) {
        // As it was written: a number would be rendered as Java's.
        String text = value.valueType() == ConfigValueType.NUMBER
                ? value.atKey("value").getString("value")
                : value.render(ConfigRenderOptions.concise());
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "...";
    }
}
