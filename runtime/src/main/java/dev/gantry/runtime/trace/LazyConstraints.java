package dev.gantry.runtime.trace;

import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.recipe.Recipe.Scheme;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * Which constraints an update of the critic applies: every k-th update those with {@code every = k}, their penalties times k.
 *
 * <p>Karras et al., Analyzing and Improving the Image Quality of StyleGAN, 2020, section 3.1 (lazy regularization).
 */
public final class LazyConstraints {

    private LazyConstraints() {}

    /** The program with the critic's update of this number, counted from 0. */
    public static String program(Recipe recipe, long update) {
        List<String> skipped = new ArrayList<>();
        recipe.constraints().forEach((name, applied) -> {
            if (update % applied.every() != 0) {
                skipped.add(name);
            }
        });
        return name(recipe, skipped);
    }

    /** All that there can be: by name, each constraint that is due and what its penalty is multiplied by; everything first. */
    static SequencedMap<String, SequencedMap<String, Integer>> programs(Recipe recipe) {
        List<String> lazy = recipe.constraints().entrySet().stream()
                .filter(constraint -> constraint.getValue().every() > 1)
                .map(constraint -> constraint.getKey())
                .toList();
        SequencedMap<String, SequencedMap<String, Integer>> programs = new LinkedHashMap<>();
        for (int subset = 0; subset < 1 << lazy.size(); subset++) {
            List<String> skipped = new ArrayList<>();
            for (int i = 0; i < lazy.size(); i++) {
                if ((subset >> i & 1) == 1) {
                    skipped.add(lazy.get(i));
                }
            }
            SequencedMap<String, Integer> due = new LinkedHashMap<>();
            recipe.constraints().forEach((name, applied) -> due.put(name, applied.every()));
            due.keySet().removeAll(skipped);
            programs.put(name(recipe, skipped), due);
        }
        return programs;
    }

    private static String name(Recipe recipe, List<String> skipped) {
        String step = recipe.scheme() == Scheme.ALTERNATING ? Variables.CRITIC_STEP : Variables.JOINT_STEP;
        return skipped.isEmpty() ? step : step + "-without-" + String.join("-and-", skipped);
    }
}
