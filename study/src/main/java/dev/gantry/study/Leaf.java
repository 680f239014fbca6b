package dev.gantry.study;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A key and its value, which is no block, unless it is an empty one.
 *
 * @param path dots lead into blocks
 */
record Leaf(String path, ConfigValue value) {

    /** What is in a block and the blocks inside it, in the order of the file. */
    static List<Leaf> of(ConfigObject block) {
        return below(block, "").toList();
    }

    private static Stream<Leaf> below(ConfigObject block, String path) {
        return inOrder(block).flatMap(entry -> {
            String key = path + ConfigUtil.joinPath(entry.getKey());
            return entry.getValue() instanceof ConfigObject inner && !inner.isEmpty()
                    ? below(inner, key + ".")
                    : Stream.of(new Leaf(key, entry.getValue()));
        });
    }

    /** The entries of a block as they were written; the block itself does not keep their order. */
    static Stream<Map.Entry<String, ConfigValue>> inOrder(ConfigObject block) {
        return block.entrySet().stream()
                .sorted(Comparator.comparingInt((Map.Entry<String, ConfigValue> entry) ->
                                entry.getValue().origin().lineNumber())
                        .thenComparing(Map.Entry::getKey));
    }

    /** As {@code --set} takes it. */
    String override() {
        return path + "=" + text(value);
    }

    /** A value in HOCON: a number as it was written, a name without quotes. */
    static String text(ConfigValue value) {
        String text = value.valueType() == ConfigValueType.NUMBER || value.valueType() == ConfigValueType.STRING
                ? value.atKey("value").getString("value")
                : "";
        boolean plain = value.valueType() == ConfigValueType.NUMBER || text.matches("[A-Za-z][A-Za-z0-9-]*");
        return plain ? text : value.render(ConfigRenderOptions.concise());
    }
}
