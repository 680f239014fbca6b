package dev.gantry.core.spi;

import com.typesafe.config.Config;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Turns settings into records: component {@code clipNorm} is the key {@code clip-norm}. */
public final class Settings {

    private Settings() {}

    /**
     * A record from settings. Components may be {@code double}, {@code int}, {@code long}, {@code boolean}, strings, paths,
     * enums (written in lower case with dashes), records, {@link Config}, and lists or optionals of these.
     *
     * @param lookup sees the record's canonical constructor
     * @throws com.typesafe.config.ConfigException if a key is missing or has the wrong type
     * @throws IllegalArgumentException if the record's constructor refuses a value
     */
    public static <T> T bind(MethodHandles.Lookup lookup, Class<T> type, Config settings) {
        List<Class<?>> types = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            types.add(component.getType());
            values.add(value(lookup, component.getGenericType(), settings, key(component.getName())));
        }
        try {
            MethodHandle constructor = lookup.findConstructor(type, MethodType.methodType(void.class, types));
            return type.cast(constructor.invokeWithArguments(values));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the lookup does not reach the constructor of " + type, e);
        }
    }

    /** {@code clipNorm} or {@code CLIP_NORM} as {@code clip-norm}. */
    public static String key(String name) {
        return name.equals(name.toUpperCase(Locale.ROOT))
                ? name.toLowerCase(Locale.ROOT).replace('_', '-')
                : name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }

    private static Object value(MethodHandles.Lookup lookup, Type type, Config settings, String key) {
        if (type instanceof ParameterizedType generic) {
            Type element = generic.getActualTypeArguments()[0];
            if (generic.getRawType() == Optional.class) {
                return settings.hasPath(key) ? Optional.of(value(lookup, element, settings, key)) : Optional.empty();
            }
            if (generic.getRawType() == List.class) {
                List<Object> elements = new ArrayList<>();
                settings.getList(key).forEach(item -> elements.add(value(lookup, element, item.atKey(key), key)));
                return List.copyOf(elements);
            }
        }
        return switch (type) {
            case Class<?> c when c == double.class || c == Double.class -> settings.getDouble(key);
            case Class<?> c when c == int.class || c == Integer.class -> settings.getInt(key);
            case Class<?> c when c == long.class || c == Long.class -> settings.getLong(key);
            case Class<?> c when c == boolean.class || c == Boolean.class -> settings.getBoolean(key);
            case Class<?> c when c == String.class -> settings.getString(key);
            case Class<?> c when c == Path.class -> Path.of(settings.getString(key));
            case Class<?> c when c == Config.class -> settings.getConfig(key);
            case Class<?> c when c.isEnum() -> constant(c, settings, key);
            case Class<?> c when c.isRecord() -> bind(lookup, c, settings.getConfig(key));
            default -> throw new IllegalStateException("settings cannot hold a " + type);
        };
    }

    private static Object constant(Class<?> type, Config settings, String key) {
        String found = settings.getString(key);
        List<String> names = Arrays.stream(type.getEnumConstants())
                .map(c -> key(((Enum<?>) c).name()))
                .toList();
        Require.that(names.contains(found), key, "one of " + String.join(", ", names), found);
        return type.getEnumConstants()[names.indexOf(found)];
    }
}
