package dev.gantry.core.component;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** How a record that is {@link OneOrEach} is written without its keys. */
final class ShortForm {

    private ShortForm() {}

    /** The block that a value stands for; empty if it stands for none. */
    static Optional<ConfigObject> of(Class<?> type, ConfigValue value) {
        RecordComponent[] components = type.getRecordComponents();
        boolean fits = OneOrEach.class.isAssignableFrom(type)
                && (value instanceof ConfigList list
                        ? list.size() == components.length
                        : ValueTypes.whole(value).isPresent());
        if (!fits) {
            return Optional.empty();
        }
        ConfigObject block = ConfigFactory.empty().root().withOrigin(value.origin());
        for (int i = 0; i < components.length; i++) {
            block = block.withValue(
                    Settings.key(components[i].getName()), value instanceof ConfigList list ? list.get(i) : value);
        }
        return Optional.of(block);
    }

    /** Precedes what else a record may be written as. */
    static String expected(Class<?> type) {
        return OneOrEach.class.isAssignableFrom(type)
                ? "a whole number, "
                        + Arrays.stream(type.getRecordComponents())
                                .map(component -> Settings.key(component.getName()))
                                .collect(Collectors.joining(", ", "[", "]"))
                        + " or "
                : "";
    }
}
