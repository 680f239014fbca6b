package dev.gantry.core.component;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** What settings hold that is neither a record nor a list, and what messages say that a type holds. */
final class ValueTypes {

    private static final Set<Class<?>> SIMPLE = Set.of(
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

    private ValueTypes() {}

    /** Whether settings hold a type as one value, or as a block that is left as it is. */
    static boolean isPlain(Class<?> type) {
        return SIMPLE.contains(type) || type.isEnum() || type == Config.class;
    }

    static boolean isPart(Class<?> type) {
        return type.isInterface() && Part.class.isAssignableFrom(type);
    }

    /** Empty if the value is none of its type. */
    static Optional<?> plain(Type type, ConfigValue value) {
        return switch (type) {
            case Class<?> c when c == double.class || c == Double.class -> number(value);
            case Class<?> c
            when c == int.class || c == Integer.class ->
                whole(value).filter(n -> n == n.intValue()).map(Long::intValue);
            case Class<?> c when c == long.class || c == Long.class -> whole(value);
            case Class<?> c when c == boolean.class || c == Boolean.class -> scalar(value, Config::getBoolean);
            case Class<?> c when c == String.class -> scalar(value, Config::getString);
            case Class<?> c
            when c == Path.class -> scalar(value, Config::getString).flatMap(ValueTypes::path);
            case Class<?> c when c == Config.class -> object(value).map(ConfigObject::toConfig);
            case Class<?> c when c.isEnum() -> scalar(value, Config::getString).flatMap(n -> constant(c, n));
            default -> throw new IllegalStateException("settings cannot hold a " + type);
        };
    }

    static Optional<ConfigObject> object(ConfigValue value) {
        return value instanceof ConfigObject object ? Optional.of(object) : Optional.empty();
    }

    static Optional<Double> number(ConfigValue value) {
        return scalar(value, Config::getDouble).filter(Double::isFinite);
    }

    static Optional<Long> whole(ConfigValue value) {
        return number(value)
                .filter(number -> number == Math.rint(number) && Math.abs(number) < 0x1p63)
                .flatMap(number -> scalar(value, Config::getLong));
    }

    static <T> Optional<T> scalar(ConfigValue value, BiFunction<Config, String, T> getter) {
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
        return Settings.key(((Enum<?>) constant).name());
    }

    /** Completes {@code must be}. */
    static String expected(Type type) {
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
                                .map(ValueTypes::name)
                                .collect(Collectors.joining(", "));
            case Class<?> c when c == String.class -> "text";
            case Class<?> c when c == Path.class -> "a path";
            case Class<?> c
            when isPart(c) ->
                (c == Schedule.class ? "a number, " : "") + "the name of a " + said(c)
                        + " or a block { type = NAME, ... }";
            case Class<?> c when c.isRecord() -> ShortForm.expected(c) + "a block { ... }";
            default -> "a block { ... }";
        };
    }

    /** A kind of part in words. */
    static String said(Class<?> kind) {
        return Settings.key(kind.getSimpleName()).replace('-', ' ');
    }
}
