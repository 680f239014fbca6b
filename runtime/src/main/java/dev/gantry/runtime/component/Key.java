package dev.gantry.runtime.component;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A key that recipes can set.
 *
 * @param name dots lead into blocks
 * @param defaultValue in HOCON; empty where there is none
 * @param help may be empty
 */
public record Key(String name, Optional<String> defaultValue, String help) {

    /** The keys of a reference configuration, in its order; a comment above a key is its help. */
    public static List<Key> of(Config reference) {
        List<Key> keys = new ArrayList<>();
        add(keys, "", reference.root());
        return List.copyOf(keys);
    }

    private static void add(List<Key> keys, String path, ConfigObject block) {
        block.entrySet().stream()
                .sorted(Comparator.comparingInt((Map.Entry<String, ConfigValue> entry) ->
                                entry.getValue().origin().lineNumber())
                        .thenComparing(Map.Entry::getKey))
                .forEach(entry -> {
                    String name = path + ConfigUtil.joinPath(entry.getKey());
                    ConfigValue value = entry.getValue();
                    if (value instanceof ConfigObject object && !object.isEmpty()) {
                        add(keys, name + ".", object);
                    } else {
                        keys.add(new Key(name, text(value), help(value)));
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
