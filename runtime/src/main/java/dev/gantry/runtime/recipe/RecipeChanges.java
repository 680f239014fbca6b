package dev.gantry.runtime.recipe;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValue;
import dev.gantry.core.component.Settings;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
        TreeSet<String> keys = new TreeSet<>(earlier.keySet());
        keys.addAll(later.keySet());
        keys.removeIf(key -> Objects.equals(earlier.get(key), later.get(key)));
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

    private static Map<String, ConfigValue> values(Config recipe) {
        Map<String, ConfigValue> values = new TreeMap<>();
        recipe.entrySet().forEach(entry -> values.put(entry.getKey(), entry.getValue()));
        return values;
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
