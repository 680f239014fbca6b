package dev.gantry.runtime.recipe;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import dev.gantry.core.component.Settings;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a recipe says other than the one that a run kept, a line for each key. */
public final class RecipeChanges {

    private RecipeChanges() {}

    /**
     * What is changed where a run goes on.
     *
     * @param kept the file in which the run kept its recipe
     * @throws RecipeException if it is no HOCON
     */
    public static List<String> of(Path kept, Includes includes, Recipe now) {
        Problems problems = new Problems();
        Config before = RecipeText.of(kept, List.of(), includes, RecipeText.reference(), problems)
                .settings()
                .toConfig();
        problems.throwIfAny();
        return of(before, now);
    }

    /**
     * What is changed where a run goes on.
     *
     * @param before the recipe with all defaults
     */
    public static List<String> of(Config before, Recipe now) {
        Map<String, ConfigValue> earlier = values(before);
        Map<String, ConfigValue> later = values(now.effective());
        Set<String> keys = changed(earlier, later);
        List<String> changes = new ArrayList<>();
        for (String key : keys) {
            changes.add(key + " = " + shown(later.get(key)) + ", was " + shown(earlier.get(key)));
            String critics = key.replaceFirst("^" + OptimizerBlocks.GENERATOR, OptimizerBlocks.CRITIC);
            // In a recipe that is written anew it would follow.
            if (!critics.equals(key)
                    && now.critic().isPresent()
                    && !keys.contains(critics)
                    && Objects.equals(earlier.get(critics), earlier.get(key))) {
                changes.add(critics + " stays " + shown(later.get(critics)));
            }
        }
        return changes;
    }

    /**
     * In which keys of a block two recipes differ; none where they mean the same by it.
     *
     * @param there with all defaults, as {@code here}
     */
    public static List<String> inBlock(String block, Config there, Config here) {
        Map<String, ConfigValue> theirs = values(there.withOnlyPath(block));
        Map<String, ConfigValue> ours = values(here.withOnlyPath(block));
        return changed(theirs, ours).stream()
                .map(key ->
                        "'%s' is %s there, and %s here".formatted(key, shown(theirs.get(key)), shown(ours.get(key))))
                .toList();
    }

    private static Set<String> changed(Map<String, ConfigValue> one, Map<String, ConfigValue> other) {
        Set<String> keys = new TreeSet<>(one.keySet());
        keys.addAll(other.keySet());
        keys.removeIf(key -> Objects.equals(one.get(key), other.get(key)));
        return keys;
    }

    private static Map<String, ConfigValue> values(Config recipe) {
        Map<String, ConfigValue> values = new TreeMap<>();
        recipe.entrySet().forEach(entry -> put(entry.getKey(), entry.getValue(), values));
        return values;
    }

    /** Blocks in a list, such as layers, by their own keys: several are too long to be shown side by side. */
    private static void put(String key, ConfigValue value, Map<String, ConfigValue> values) {
        if (!(value instanceof ConfigList list) || list.stream().noneMatch(ConfigObject.class::isInstance)) {
            values.put(key, value);
            return;
        }
        for (int i = 0; i < list.size(); i++) {
            String place = key + "[" + i + "]";
            if (list.get(i) instanceof ConfigObject block) {
                values(block.toConfig()).forEach((inside, found) -> values.put(place + "." + inside, found));
            } else {
                values.put(place, list.get(i));
            }
        }
    }

    private static String shown(@Nullable ConfigValue value) {
        if (value == null) {
            return "not set";
        }
        // However it was written, 2e-4 and 2.0E-4 are shown alike.
        return value.unwrapped() instanceof Double number
                ? new BigDecimal(number.toString()).stripTrailingZeros().toString()
                : Settings.shown(value);
    }
}
