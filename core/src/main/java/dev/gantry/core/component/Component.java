package dev.gantry.core.component;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.lang.invoke.MethodHandles;
import java.security.CodeSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a provider offers: a name for recipes, and how to make the component from settings.
 *
 * @param name lower case with dashes, unique among the components of its kind
 * @param help one line for {@code gantry list}
 * @param reference every key the component knows, with its default; a comment above a key is its help. A key without a
 *     sensible default is {@code null}: the recipe must set it, unless it is among {@code optional}
 * @param parts the keys that hold one or several other components, with dots into blocks, and the interface of their kind
 * @param optional the keys that may stay {@code null}, with dots into blocks
 * @param create makes the component from settings that have every key of {@code reference} and no other
 */
public record Component<T>(
        String name,
        String help,
        Config reference,
        SequencedMap<String, Class<?>> parts,
        Set<String> optional,
        Maker<T> create) {

    /** Makes a component. */
    @FunctionalInterface
    public interface Maker<T> {

        /**
         * @param settings with every key of the reference and no other
         * @param parts where components are found that stand inside the settings
         * @throws IllegalArgumentException if the settings are refused
         */
        Made<T> make(Config settings, Parts parts);
    }

    public Component {
        // A plugin may be compiled without a check of nulls.
        if (name == null || !name.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*")) {
            throw new IllegalArgumentException("a component's name is lower case with dashes, found '" + name + "'");
        }
        if (!reference.isResolved()) {
            throw new IllegalArgumentException(
                    "component '" + name + "': its reference has substitutions, and defaults are values");
        }
        parts = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(parts));
        optional = Set.copyOf(optional);
    }

    /** A component whose settings hold no others, and none of whose keys is optional. */
    public Component(String name, String help, Config reference, Maker<T> create) {
        this(name, help, reference, Collections.emptySortedMap(), Set.of(), create);
    }

    /**
     * A component that is a record: each record component is a key, in lower case with dashes. Rules for the values stand
     * in the record's compact constructor, see {@link Require}.
     *
     * @param lookup sees the record's constructor: {@code MethodHandles.lookup()}
     * @param reference keys and defaults in HOCON, of the record's components, all of them and no others; may be empty. The
     *     default of a {@link Part} is a name, or the number that it stands for
     * @throws IllegalArgumentException if no recipe could use such a component: {@code reference} is not that of {@code type},
     *     or {@code type} is no record, or one that settings cannot hold or {@code lookup} does not see
     */
    public static <T> Component<T> of(
            MethodHandles.Lookup lookup, Class<? extends T> type, String name, String help, String reference) {
        return of(lookup, type, name, help, reference, Made::component);
    }

    /**
     * A component whose keys are a record, see {@link #of(MethodHandles.Lookup, Class, String, String, String)}.
     *
     * @param make is given the keys, and the settings with the defaults of every {@link Part} inside
     */
    public static <K, T> Component<T> of(
            MethodHandles.Lookup lookup,
            Class<K> keys,
            String name,
            String help,
            String reference,
            Function<Made<K>, ? extends T> make) {
        Config defaults = parsed(name, reference);
        Maker<T> maker = (settings, parts) -> {
            Made<K> made = Settings.bind(lookup, keys, settings, parts);
            return new Made<>(make.apply(made), made.settings());
        };
        // Refuses a reference that cannot be looked at.
        Component<T> component = new Component<>(name, help, defaults, maker);
        try {
            RecordCheck check = Settings.check(lookup, keys, component.reference);
            return new Component<>(name, help, defaults, check.parts(), check.optional(), maker);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("component '" + name + "': " + e.getMessage(), e);
        }
    }

    private static Config parsed(String name, String reference) {
        try {
            return ConfigFactory.parseString(reference);
        } catch (ConfigException e) {
            throw new IllegalArgumentException(
                    "component '" + name + "': its reference is not HOCON: " + e.getMessage(), e);
        }
    }

    /** A component without settings. */
    public static <T> Component<T> of(Supplier<? extends T> create, String name, String help) {
        return new Component<>(
                name, help, ConfigFactory.empty(), (settings, parts) -> new Made<>(create.get(), settings));
    }

    /** The class of something that a component is made of, and the place where that was found, for messages. */
    public static String whose(Object part) {
        Class<?> type = part.getClass();
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return type.getName() + (source == null ? "" : " of " + source.getLocation());
    }

    /** The component that settings describe which hold no other components, see {@link #from(Config, Parts)}. */
    public T from(Config settings) {
        return from(settings, Parts.NONE).component();
    }

    /**
     * The component that a recipe's settings describe; what they leave out is as in {@link #reference}.
     *
     * @throws com.typesafe.config.ConfigException.ValidationFailed with everything that is wrong: unknown keys, with the
     *     nearest ones; wrong types; what {@link #create} refuses
     */
    public Made<T> from(Config settings, Parts parts) {
        return Settings.create(complete -> create.make(complete, parts), settings, reference);
    }
}
