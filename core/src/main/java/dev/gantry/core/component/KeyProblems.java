package dev.gantry.core.component;

import com.typesafe.config.ConfigException.ValidationProblem;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What is said of a key of settings. */
final class KeyProblems {

    private static final Pattern QUOTED = Pattern.compile("'([^']+)'");

    private KeyProblems() {}

    /** A key that is none of those known. */
    static ValidationProblem unknown(String path, String key, ConfigValue value, Collection<String> known) {
        return unknown(path, key, value, known, List.of());
    }

    /**
     * A key that is none of those of its block.
     *
     * @param around the whole reference, which may have such a key in another block
     */
    static ValidationProblem unknown(
            String path, String key, ConfigValue value, ConfigObject block, ConfigObject around) {
        List<String> elsewhere = named(key, around, "")
                .sorted(Comparator.comparingInt(
                                (String found) -> ConfigUtil.splitPath(found).size())
                        .thenComparing(Comparator.naturalOrder()))
                .limit(NearestName.MOST)
                .toList();
        return unknown(path, key, value, block.keySet(), elsewhere);
    }

    /** Where keys of a name are. */
    private static Stream<String> named(String name, ConfigObject block, String path) {
        return block.entrySet().stream().flatMap(entry -> {
            String key = path + ConfigUtil.joinPath(entry.getKey());
            Stream<String> inside =
                    entry.getValue() instanceof ConfigObject inner ? named(name, inner, key + ".") : Stream.empty();
            return entry.getKey().equals(name) ? Stream.concat(Stream.of(key), inside) : inside;
        });
    }

    private static ValidationProblem unknown(
            String path, String key, ConfigValue value, Collection<String> known, List<String> elsewhere) {
        String unknown = path + ConfigUtil.joinPath(key);
        String hint = elsewhere.isEmpty() ? NearestName.hint(key, known) : NearestName.hint(elsewhere);
        if (hint.isEmpty()) {
            hint = known.isEmpty()
                    ? " There are no keys here"
                    : " The keys here are " + String.join(", ", new TreeSet<>(known));
        }
        return new ValidationProblem(unknown, value.origin(), "unknown key '" + unknown + "'." + hint);
    }

    /** That of a block which names no component, though one of its keys may have been meant to. */
    static ValidationProblem withoutType(
            Class<?> kind, ConfigObject block, String path, String typePath, Collection<String> names) {
        return NearestName.misspelled("type", block.keySet())
                .flatMap(key -> Optional.ofNullable(block.get(key))
                        .map(value -> unknown(path + ".", key, value, Set.of("type"))))
                .orElseGet(() -> new ValidationProblem(
                        typePath,
                        block.origin(),
                        "'" + typePath + "' must be set to the name of a " + ValueTypes.said(kind) + ": "
                                + String.join(", ", names)));
    }

    /** The problem in a constructor's message, at the key that this names in quotes. */
    static ValidationProblem refusal(IllegalArgumentException e, ConfigObject settings, String path) {
        String message = String.valueOf(e.getMessage());
        Matcher quoted = QUOTED.matcher(message);
        while (quoted.find()) {
            String key = quoted.group(1);
            ConfigValue value = settings.get(key);
            if (value != null) {
                return new ValidationProblem(
                        path + key, value.origin(), message.replace("'" + key + "'", "'" + path + key + "'"));
            }
        }
        return new ValidationProblem(path.replaceFirst("\\.$", ""), settings.origin(), message);
    }

    /** The problem of a part, as one of the settings that hold it under the key {@code path}. */
    static ValidationProblem inside(String path, ValidationProblem problem) {
        if (problem.path().isEmpty()) {
            return new ValidationProblem(path, problem.origin(), "'" + path + "': " + problem.problem());
        }
        String whole = path + "." + problem.path();
        return new ValidationProblem(
                whole, problem.origin(), problem.problem().replace("'" + problem.path() + "'", "'" + whole + "'"));
    }
}
