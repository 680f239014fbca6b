package dev.gantry.runtime.component;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import dev.gantry.core.component.Component;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A key that recipes can set.
 *
 * @param name dots lead into blocks
 * @param defaultValue in HOCON; empty where there is none
 * @param help may be empty
 * @param holds the kind of component that stands here, or of several in a list; empty for other values
 * @param optional whether a recipe may leave it without a value
 */
public record Key(String name, Optional<String> defaultValue, String help, Optional<Kind<?>> holds, boolean optional) {

    /**
     * The keys of a reference configuration, in its order; a comment above a key is its help.
     *
     * @param parts the keys that hold components, and the interface of their kind, as {@link Component#parts}
     * @param optional the keys that may stay without a value
     */
    public static List<Key> of(Config reference, Map<String, Class<?>> parts, Set<String> optional) {
        List<Key> keys = new ArrayList<>();
        add(keys, "", reference.root(), parts, optional);
        return List.copyOf(keys);
    }

    private static void add(
            List<Key> keys, String path, ConfigObject block, Map<String, Class<?>> parts, Set<String> optional) {
        block.entrySet().stream()
                .sorted(Comparator.comparingInt((Map.Entry<String, ConfigValue> entry) ->
                                entry.getValue().origin().lineNumber())
                        .thenComparing(Map.Entry::getKey))
                .forEach(entry -> {
                    String name = path + ConfigUtil.joinPath(entry.getKey());
                    ConfigValue value = entry.getValue();
                    if (value instanceof ConfigObject object && !object.isEmpty()) {
                        add(keys, name + ".", object, parts, optional);
                    } else {
                        keys.add(new Key(
                                name,
                                text(value),
                                help(value),
                                Optional.<Class<?>>ofNullable(parts.get(name)).map(Kind::of),
                                optional.contains(name)));
                    }
                });
    }

    private static Optional<String> text(ConfigValue value) {
        return switch (value.valueType()) {
            case NULL -> Optional.empty();
            // As it was written: a number would be rendered as Java's.
            case NUMBER -> Optional.of(value.atKey("value").getString("value"));
            default -> Optional.of(value.render(ConfigRenderOptions.concise().setJson(false)));
        };
    }

    private static String help(ConfigValue value) {
        return String.join(
                " ", value.origin().comments().stream().map(String::strip).toList());
    }
}
