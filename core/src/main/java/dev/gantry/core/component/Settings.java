package dev.gantry.core.component;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigException.ValidationProblem;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Turns settings into records: component {@code clipNorm} is the key {@code clip-norm}. */
public final class Settings {

    private static final Pattern QUOTED = Pattern.compile("'([^']+)'");

    private static final int LONGEST_SHOWN = 60;
    private static final Set<Class<?>> SCALARS = Set.of(
            double.class,
            Double.class,
            int.class,
            Integer.class,
            long.class,
            Long.class,
            boolean.class,
            Boolean.class,
            String.class,
            Path.class);

    private final MethodHandles.Lookup lookup;
    private final Parts parts;
    private final List<ValidationProblem> problems = new ArrayList<>();
    private final Set<Class<?>> checked = new HashSet<>();

    private Settings(MethodHandles.Lookup lookup, Parts parts) {
        this.lookup = lookup;
        this.parts = parts;
    }

    /**
     * What a value was bound to.
     *
     * @param complete the value, with the defaults of every part inside
     */
    private record Bound(Object value, ConfigValue complete) {}

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
        Config complete =
                complete(settings.root(), reference.root(), "", problems).toConfig();
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
                refused = List.of(refusal(e, complete.root(), ""));
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
            ConfigObject settings, ConfigObject reference, String path, List<ValidationProblem> problems) {
        ConfigObject complete = reference;
        for (Map.Entry<String, ConfigValue> entry : settings.entrySet()) {
            String key = entry.getKey();
            ConfigValue value = entry.getValue();
            ConfigValue expected = reference.get(key);
            if (expected == null) {
                problems.add(unknown(path, key, value, reference.keySet()));
            } else if (value instanceof ConfigObject block
                    && expected instanceof ConfigObject keys
                    && !keys.isEmpty()) {
                complete = complete.withValue(key, complete(block, keys, path + key + ".", problems));
            } else {
                complete = complete.withValue(key, value);
            }
        }
        return complete;
    }

    private static ValidationProblem unknown(String path, String key, ConfigValue value, Collection<String> known) {
        String unknown = path + ConfigUtil.joinPath(key);
        String hint = NearestName.hint(key, known);
        if (hint.isEmpty()) {
            hint = known.isEmpty()
                    ? " There are no keys here"
                    : " The keys here are " + String.join(", ", new TreeSet<>(known));
        }
        return new ValidationProblem(unknown, value.origin(), "unknown key '" + unknown + "'." + hint);
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

    /** The problem in a constructor's message, at the key that this names in quotes. */
    private static ValidationProblem refusal(IllegalArgumentException e, ConfigObject settings, String path) {
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

    /**
     * A record from settings. Components may be {@code double}, {@code int}, {@code long}, {@code boolean}, strings, paths,
     * enums (written in lower case with dashes), records, {@link Config}, every kind of {@link Part}, and lists or optionals of
     * these; an optional's key may be missing or {@code null}.
     *
     * @param lookup sees the record's canonical constructor
     * @param settings may have other keys beside those of the record; blocks inside them may not
     * @param parts where the components are found that settings hold
     * @throws ConfigException.ValidationFailed with every key that is missing or of the wrong type, or unknown in a block; if
     *     there is none, with what the record's constructor refuses. A problem names its key's path and its line
     */
    public static <T> Made<T> bind(MethodHandles.Lookup lookup, Class<T> type, Config settings, Parts parts) {
        Settings binding = new Settings(lookup, parts);
        Optional<Bound> bound = binding.record(type, settings.root(), "");
        if (!binding.problems.isEmpty()) {
            throw new ConfigException.ValidationFailed(binding.problems);
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
     * @throws IllegalArgumentException if a component's type is none that {@link #bind} knows, or {@code reference} has other keys
     *     than the record's components, or a default of another type, or {@code lookup} does not see the constructor
     */
    static void check(MethodHandles.Lookup lookup, Class<?> type, Config reference) {
        new Settings(lookup, Parts.NONE).checkRecord(type, reference.root(), "");
    }

    private void checkRecord(Class<?> type, @Nullable ConfigObject reference, String path) {
        if (!type.isRecord()) {
            throw new IllegalArgumentException(type.getName() + " is no record");
        }
        // A record may hold a list of its own kind.
        if (!checked.add(type) && reference == null) {
            return;
        }
        List<Class<?>> types = new ArrayList<>();
        Set<String> keys = new TreeSet<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String key = key(component.getName());
            types.add(component.getType());
            keys.add(key);
            if (reference != null && !reference.containsKey(key)) {
                throw new IllegalArgumentException("its record has the component of key '" + path + key
                        + "', and its reference no such key; give it its default, or null where recipes must set it");
            }
            checkType(component.getGenericType(), reference == null ? null : reference.get(key), path + key);
        }
        if (reference != null) {
            reference.keySet().stream()
                    .filter(key -> !keys.contains(key))
                    .sorted()
                    .findFirst()
                    .ifPresent(key -> {
                        throw new IllegalArgumentException("its reference has the key '" + path + key
                                + "', and its record no component of that name");
                    });
        }
        try {
            lookup.findConstructor(type, MethodType.methodType(void.class, types));
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("its lookup does not reach the constructor of " + type.getName(), e);
        }
    }

    private void checkType(Type type, @Nullable ConfigValue reference, String path) {
        ConfigValue given = reference == null || reference.valueType() == ConfigValueType.NULL ? null : reference;
        switch (type) {
            case ParameterizedType generic
            when generic.getRawType() == Optional.class -> checkType(generic.getActualTypeArguments()[0], given, path);
            case ParameterizedType generic
            when generic.getRawType() == List.class -> checkType(generic.getActualTypeArguments()[0], null, path);
            case Class<?> c
            when c.isRecord() ->
                checkRecord(c, given instanceof ConfigObject block && !block.isEmpty() ? block : null, path + ".");
            case Class<?> c when SCALARS.contains(c) || c.isEnum() || c == Config.class -> {}
            case Class<?> c
            when isPart(c) -> {
                if (given instanceof ConfigObject || given instanceof ConfigList) {
                    throw new IllegalArgumentException("the default of '" + path + "' must be a name, found "
                            + shown(given) + "; the keys of a default are those of another component");
                }
            }
            default ->
                throw new IllegalArgumentException("settings cannot hold '" + path + "', a " + type.getTypeName()
                        + "; they hold double, int, long, boolean, strings, paths, enums, records, Config, parts, and lists"
                        + " or optionals of these");
        }
        if (given != null && !(type instanceof Class<?> c && c.isRecord()) && !holdsPart(type, new HashSet<>())) {
            value(type, given, path, given.origin());
            problems.stream().findFirst().ifPresent(problem -> {
                throw new IllegalArgumentException(problem.problem());
            });
        }
    }

    private static boolean isPart(Class<?> type) {
        return type.isInterface() && Part.class.isAssignableFrom(type);
    }

    /** Whether a default of this type may name components, which are not known before there are settings. */
    private static boolean holdsPart(Type type, Set<Class<?>> seen) {
        return switch (type) {
            case ParameterizedType generic -> holdsPart(generic.getActualTypeArguments()[0], seen);
            case Class<?> c
            when c.isRecord() ->
                seen.add(c)
                        && Arrays.stream(c.getRecordComponents())
                                .anyMatch(component -> holdsPart(component.getGenericType(), seen));
            case Class<?> c -> isPart(c);
            default -> false;
        };
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

    private Optional<Bound> record(Class<?> type, ConfigObject settings, String path) {
        int before = problems.size();
        List<Class<?>> types = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        ConfigObject complete = settings;
        for (RecordComponent component : type.getRecordComponents()) {
            String key = key(component.getName());
            ConfigValue given = settings.get(key);
            types.add(component.getType());
            Optional<Bound> bound = value(component.getGenericType(), given, path + key, settings.origin());
            if (bound.isPresent()) {
                values.add(bound.get().value());
                complete = given == null
                        ? complete
                        : complete.withValue(key, bound.get().complete());
            }
        }
        if (problems.size() > before) {
            return Optional.empty();
        }
        try {
            MethodHandle constructor = lookup.findConstructor(type, MethodType.methodType(void.class, types));
            return Optional.of(new Bound(constructor.invokeWithArguments(values), complete));
        } catch (IllegalArgumentException e) {
            problems.add(refusal(e, settings, path));
            return Optional.empty();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the lookup does not reach the constructor of " + type, e);
        }
    }

    /** The record in a block of its own, where there is nothing but its keys. */
    private Optional<Bound> block(Class<?> type, ConfigObject settings, String path) {
        Set<String> keys = Arrays.stream(type.getRecordComponents())
                .map(component -> key(component.getName()))
                .collect(Collectors.toSet());
        settings.forEach((key, value) -> {
            if (!keys.contains(key)) {
                problems.add(unknown(path, key, value, keys));
            }
        });
        return record(type, settings, path);
    }

    private Optional<Bound> value(Type type, @Nullable ConfigValue value, String path, ConfigOrigin block) {
        if (type instanceof ParameterizedType generic && generic.getRawType() == Optional.class) {
            return value == null || value.valueType() == ConfigValueType.NULL
                    ? Optional.of(new Bound(Optional.empty(), ConfigValueFactory.fromAnyRef(null)))
                    : value(generic.getActualTypeArguments()[0], value, path, block)
                            .map(bound -> new Bound(Optional.of(bound.value()), bound.complete()));
        }
        if (value == null || value.valueType() == ConfigValueType.NULL) {
            problems.add(new ValidationProblem(path, block, "'" + path + "' must be set to " + expected(type)));
            return Optional.empty();
        }
        int before = problems.size();
        Optional<Bound> bound = switch (type) {
            case ParameterizedType generic
            when generic.getRawType() == List.class ->
                value instanceof ConfigList list
                        ? list(generic.getActualTypeArguments()[0], list, path)
                        : Optional.empty();
            case Class<?> c when c.isRecord() -> object(value).flatMap(o -> block(c, o, path + "."));
            case Class<?> c when isPart(c) -> part(c, value, path);
            default -> plain(type, value).map(plain -> new Bound(plain, value));
        };
        if (bound.isEmpty() && problems.size() == before) {
            String expected =
                    type == int.class && whole(value).isPresent() ? "a whole number below 2^31" : expected(type);
            problems.add(new ValidationProblem(
                    path, value.origin(), "'" + path + "' must be " + expected + ", found " + shown(value)));
        }
        return bound;
    }

    private static Optional<?> plain(Type type, ConfigValue value) {
        return switch (type) {
            case Class<?> c when c == double.class || c == Double.class -> number(value);
            case Class<?> c
            when c == int.class || c == Integer.class ->
                whole(value).filter(n -> n == n.intValue()).map(Long::intValue);
            case Class<?> c when c == long.class || c == Long.class -> whole(value);
            case Class<?> c when c == boolean.class || c == Boolean.class -> scalar(value, Config::getBoolean);
            case Class<?> c when c == String.class -> scalar(value, Config::getString);
            case Class<?> c
            when c == Path.class -> scalar(value, Config::getString).flatMap(Settings::path);
            case Class<?> c when c == Config.class -> object(value).map(ConfigObject::toConfig);
            case Class<?> c when c.isEnum() -> scalar(value, Config::getString).flatMap(n -> constant(c, n));
            default -> throw new IllegalStateException("settings cannot hold a " + type);
        };
    }

    private Optional<Bound> list(Type element, ConfigList list, String path) {
        int before = problems.size();
        List<Object> elements = new ArrayList<>();
        List<ConfigValue> complete = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            value(element, list.get(i), path + "[" + i + "]", list.origin()).ifPresent(bound -> {
                elements.add(bound.value());
                complete.add(bound.complete());
            });
        }
        return problems.size() == before
                ? Optional.of(new Bound(
                        List.copyOf(elements),
                        ConfigValueFactory.fromIterable(complete).withOrigin(list.origin())))
                : Optional.empty();
    }

    /** The component that a name, or a block with its {@code type}, stands for; a number stands for a schedule. */
    private Optional<Bound> part(Class<?> kind, ConfigValue value, String path) {
        Optional<Double> number = kind == Schedule.class ? number(value) : Optional.empty();
        if (number.isPresent()) {
            return Optional.of(new Bound(Schedule.constant(number.get()), value));
        }
        boolean named = value.valueType() == ConfigValueType.STRING;
        if (!named && !(value instanceof ConfigObject)) {
            return Optional.empty();
        }
        ConfigObject block = named ? value.atKey("type").root().withOrigin(value.origin()) : (ConfigObject) value;
        String typePath = named ? path : path + ".type";
        ConfigValue type = block.get("type");
        Optional<String> name = type == null ? Optional.empty() : scalar(type, Config::getString);
        if (type == null || name.isEmpty()) {
            problems.add(new ValidationProblem(
                    typePath,
                    block.origin(),
                    "'" + typePath + "' must be set to the name of a " + said(kind) + ": "
                            + String.join(", ", parts.names(kind))));
            return Optional.empty();
        }
        try {
            Made<?> made =
                    parts.part(kind, name.get()).from(block.withoutKey("type").toConfig(), parts);
            ConfigObject complete = made.settings().root().withValue("type", type);
            return Optional.of(new Bound(made.component(), complete.withOrigin(value.origin())));
        } catch (ConfigException.ValidationFailed e) {
            e.problems().forEach(problem -> problems.add(inside(path, problem)));
        } catch (IllegalArgumentException e) {
            problems.add(new ValidationProblem(typePath, type.origin(), String.valueOf(e.getMessage())));
        }
        return Optional.empty();
    }

    private static ValidationProblem inside(String path, ValidationProblem problem) {
        if (problem.path().isEmpty()) {
            return new ValidationProblem(path, problem.origin(), "'" + path + "': " + problem.problem());
        }
        String whole = path + "." + problem.path();
        return new ValidationProblem(
                whole, problem.origin(), problem.problem().replace("'" + problem.path() + "'", "'" + whole + "'"));
    }

    private static String said(Class<?> kind) {
        return key(kind.getSimpleName()).replace('-', ' ');
    }

    private static Optional<ConfigObject> object(ConfigValue value) {
        return value instanceof ConfigObject object ? Optional.of(object) : Optional.empty();
    }

    private static Optional<Double> number(ConfigValue value) {
        return scalar(value, Config::getDouble).filter(Double::isFinite);
    }

    private static Optional<Long> whole(ConfigValue value) {
        return number(value)
                .filter(number -> number == Math.rint(number) && Math.abs(number) < 0x1p63)
                .flatMap(number -> scalar(value, Config::getLong));
    }

    private static <T> Optional<T> scalar(ConfigValue value, BiFunction<Config, String, T> getter) {
        try {
            return Optional.of(getter.apply(value.atKey("value"), "value"));
        } catch (ConfigException e) {
            return Optional.empty();
        }
    }

    private static Optional<Path> path(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Optional<Object> constant(Class<?> type, String name) {
        return Arrays.stream(type.getEnumConstants())
                .map(Object.class::cast)
                .filter(constant -> name(constant).equals(name))
                .findFirst();
    }

    private static String name(Object constant) {
        return key(((Enum<?>) constant).name());
    }

    private static String expected(Type type) {
        return switch (type) {
            case ParameterizedType generic -> "a list";
            case Class<?> c when c == double.class || c == Double.class -> "a number";
            case Class<?> c
            when c == int.class || c == Integer.class || c == long.class || c == Long.class -> "a whole number";
            case Class<?> c when c == boolean.class || c == Boolean.class -> "true or false";
            case Class<?> c
            when c.isEnum() ->
                "one of "
                        + Arrays.stream(c.getEnumConstants())
                                .map(Settings::name)
                                .collect(Collectors.joining(", "));
            case Class<?> c when c == String.class -> "text";
            case Class<?> c when c == Path.class -> "a path";
            case Class<?> c
            when isPart(c) ->
                (c == Schedule.class ? "a number, " : "") + "the name of a " + said(c)
                        + " or a block { type = NAME, ... }";
            default -> "a block { ... }";
        };
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
