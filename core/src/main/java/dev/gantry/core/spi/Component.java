package dev.gantry.core.spi;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.lang.invoke.MethodHandles;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a provider offers: a name for recipes, and how to make the component from settings.
 *
 * @param name lower case with dashes, unique among the components of its kind
 * @param help one line for {@code gantry list}
 * @param reference every key the component knows, with its default; a comment above a key is its help. A key without a
 *     sensible default is {@code null}: the recipe must set it
 * @param create makes the component from settings that have every key of {@code reference} and no other
 */
public record Component<T>(String name, String help, Config reference, Function<Config, T> create) {

    public Component {
        if (!name.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*")) {
            throw new IllegalArgumentException("a component's name is lower case with dashes, found '" + name + "'");
        }
    }

    /**
     * A component that is a record: each record component is a key, in lower case with dashes. Rules for the values stand
     * in the record's compact constructor, see {@link Require}.
     *
     * @param lookup sees the record's constructor: {@code MethodHandles.lookup()}
     * @param reference keys and defaults in HOCON; may be empty
     */
    public static <T> Component<T> of(
            MethodHandles.Lookup lookup, Class<? extends T> type, String name, String help, String reference) {
        return new Component<>(
                name, help, ConfigFactory.parseString(reference), settings -> Settings.bind(lookup, type, settings));
    }

    /** A component without settings. */
    public static <T> Component<T> of(Supplier<? extends T> create, String name, String help) {
        return new Component<>(name, help, ConfigFactory.empty(), settings -> create.get());
    }

    /**
     * The component that a recipe's settings describe; what they leave out is as in {@link #reference}.
     *
     * @throws com.typesafe.config.ConfigException.ValidationFailed with everything that is wrong: unknown keys, with the
     *     nearest ones; wrong types; what {@link #create} refuses
     */
    public T from(Config settings) {
        return Settings.create(create, settings, reference);
    }
}
