package dev.gantry.core.component;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigException.ValidationProblem;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes one record of settings, and gathers everything that is wrong with these. */
final class Binding {

    private final MethodHandles.Lookup lookup;
    private final Parts parts;
    private final List<ValidationProblem> problems = new ArrayList<>();

    Binding(MethodHandles.Lookup lookup, Parts parts) {
        this.lookup = lookup;
        this.parts = parts;
    }

    List<ValidationProblem> problems() {
        return problems;
    }

    /**
     * What a value was bound to.
     *
     * @param complete the value, with the defaults of every part inside
     */
    record Bound(Object value, ConfigValue complete) {}

    /** The record, whose settings may have other keys beside its own. */
    Optional<Bound> record(Class<?> type, ConfigObject settings, String path) {
        int before = problems.size();
        List<Class<?>> types = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        ConfigObject complete = settings;
        for (RecordComponent component : type.getRecordComponents()) {
            String key = Settings.key(component.getName());
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
            problems.add(KeyProblems.refusal(e, settings, path));
            return Optional.empty();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the lookup does not reach the constructor of " + type, e);
        }
    }

    /** A record from a block of its own, or as {@link ShortForm} has it. */
    private Optional<Bound> inside(Class<?> type, ConfigValue value, String path) {
        return value instanceof ConfigObject block
                ? block(type, block, path + ".")
                : ShortForm.of(type, value)
                        .flatMap(block -> record(type, block, path + "."))
                        .map(bound -> new Bound(bound.value(), value));
    }

    /** The record in a block of its own, where there is nothing but its keys. */
    private Optional<Bound> block(Class<?> type, ConfigObject settings, String path) {
        Set<String> keys = Arrays.stream(type.getRecordComponents())
                .map(component -> Settings.key(component.getName()))
                .collect(Collectors.toSet());
        settings.forEach((key, value) -> {
            if (!keys.contains(key)) {
                problems.add(KeyProblems.unknown(path, key, value, keys));
            }
        });
        return record(type, settings, path);
    }

    /** A value of a type; where it is missing, {@code block} is the place to tell. */
    Optional<Bound> value(Type type, @Nullable ConfigValue value, String path, ConfigOrigin block) {
        if (type instanceof ParameterizedType generic && generic.getRawType() == Optional.class) {
            return value == null || value.valueType() == ConfigValueType.NULL
                    ? Optional.of(new Bound(Optional.empty(), ConfigValueFactory.fromAnyRef(null)))
                    : value(generic.getActualTypeArguments()[0], value, path, block)
                            .map(bound -> new Bound(Optional.of(bound.value()), bound.complete()));
        }
        if (value == null || value.valueType() == ConfigValueType.NULL) {
            problems.add(
                    new ValidationProblem(path, block, "'" + path + "' must be set to " + ValueTypes.expected(type)));
            return Optional.empty();
        }
        int before = problems.size();
        Optional<Bound> bound = switch (type) {
            case ParameterizedType generic
            when generic.getRawType() == List.class ->
                value instanceof ConfigList list
                        ? list(generic.getActualTypeArguments()[0], list, path)
                        : Optional.empty();
            case Class<?> c when c.isRecord() -> inside(c, value, path);
            case Class<?> c when ValueTypes.isPart(c) -> part(c, value, path);
            default -> ValueTypes.plain(type, value).map(plain -> new Bound(plain, value));
        };
        if (bound.isEmpty() && problems.size() == before) {
            String expected = type == int.class && ValueTypes.whole(value).isPresent()
                    ? "a whole number below 2^31"
                    : ValueTypes.expected(type);
            problems.add(new ValidationProblem(
                    path, value.origin(), "'" + path + "' must be " + expected + ", found " + Settings.shown(value)));
        }
        return bound;
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
        Optional<Double> number = kind == Schedule.class ? ValueTypes.number(value) : Optional.empty();
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
        try {
            Optional<String> name = type == null ? Optional.empty() : ValueTypes.scalar(type, Config::getString);
            if (type == null || name.isEmpty()) {
                problems.add(KeyProblems.withoutType(kind, block, path, typePath, parts.names(kind)));
                return Optional.empty();
            }
            Made<?> made = part(parts.part(kind, name.get()), block, type);
            return Optional.of(new Bound(
                    made.component(),
                    made.settings().root().withValue("type", type).withOrigin(value.origin())));
        } catch (ConfigException.ValidationFailed e) {
            e.problems().forEach(problem -> problems.add(KeyProblems.inside(path, problem)));
        } catch (IllegalArgumentException e) {
            problems.add(new ValidationProblem(
                    typePath, type == null ? block.origin() : type.origin(), String.valueOf(e.getMessage())));
        }
        return Optional.empty();
    }

    private <T> Made<T> part(Component<T> component, ConfigObject block, ConfigValue type) {
        // Who misspells a key may have meant the type.
        return Settings.create(
                complete -> component.create().make(complete.withoutPath("type"), parts),
                block.toConfig(),
                component.reference().withValue("type", type));
    }
}
