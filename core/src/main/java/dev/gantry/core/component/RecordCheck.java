package dev.gantry.core.component;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Whether a record can be bound, before any settings are there. */
final class RecordCheck {

    private final MethodHandles.Lookup lookup;
    private final Set<Class<?>> checked = new HashSet<>();
    private final SequencedMap<String, Class<?>> parts = new LinkedHashMap<>();
    private final Set<String> optional = new TreeSet<>();

    RecordCheck(MethodHandles.Lookup lookup) {
        this.lookup = lookup;
    }

    /** The kind of component that each key holds which holds one, or several; of the records that were checked. */
    SequencedMap<String, Class<?>> parts() {
        return parts;
    }

    /** The keys that may be {@code null}, of the records that were checked. */
    Set<String> optional() {
        return optional;
    }

    /** Throws as {@link Settings#check} says; {@code path} ends in a dot if it is not empty. */
    void checkRecord(Class<?> type, @Nullable ConfigObject reference, String path) {
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
            String key = Settings.key(component.getName());
            types.add(component.getType());
            keys.add(key);
            if (component.getType() == Optional.class) {
                optional.add(path + key);
            }
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
            case Class<?> c when ValueTypes.isPlain(c) -> {}
            case Class<?> c
            when ValueTypes.isPart(c) -> {
                if (given instanceof ConfigObject || given instanceof ConfigList) {
                    throw new IllegalArgumentException("the default of '" + path + "' must be a name, found "
                            + Settings.shown(given) + "; the keys of a default are those of another component");
                }
                parts.put(path, c);
            }
            default ->
                throw new IllegalArgumentException("settings cannot hold '" + path + "', a " + type.getTypeName()
                        + "; they hold double, int, long, boolean, strings, paths, enums, records, Config, parts, and lists"
                        + " or optionals of these");
        }
        if (given != null && !(type instanceof Class<?> c && c.isRecord()) && !holdsPart(type, new HashSet<>())) {
            Binding binding = new Binding(lookup, Parts.NONE);
            binding.value(type, given, path, given.origin());
            binding.problems().stream().findFirst().ifPresent(problem -> {
                throw new IllegalArgumentException(problem.problem());
            });
        }
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
            case Class<?> c -> ValueTypes.isPart(c);
            default -> false;
        };
    }
}
