package dev.gantry.runtime.trace;

import dev.gantry.runtime.recipe.Recipe;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * Which constraints an update of the critic applies: every k-th update those with {@code every = k}, their penalties times k.
 *
 * <p>Karras et al., Analyzing and Improving the Image Quality of StyleGAN, 2020, section 3.1 (lazy regularization).
 */
public final class LazyConstraints {

    private LazyConstraints() {}

    /** The graph of a program whose update of the critic has this number, counted from 0. */
    public static String program(Recipe recipe, String program, long update) {
        List<String> skipped = new ArrayList<>();
        recipe.constraints().forEach((name, applied) -> {
            if (update % applied.every() != 0) {
                skipped.add(name);
            }
        });
        return name(program, skipped);
    }

    /**
     * The graphs of a program: by name, each constraint that is due and what its penalty is multiplied by; everything first. There
     * is one for each set of constraints that are due together in some update, and in no update without the others.
     */
    static SequencedMap<String, SequencedMap<String, Integer>> programs(Recipe recipe, String program) {
        List<String> lazy = recipe.constraints().entrySet().stream()
                .filter(constraint -> constraint.getValue().every() > 1)
                .map(constraint -> constraint.getKey())
                .toList();
        SequencedMap<String, SequencedMap<String, Integer>> programs = new LinkedHashMap<>();
        for (List<String> skipped : reachable(recipe, lazy)) {
            SequencedMap<String, Integer> due = new LinkedHashMap<>();
            recipe.constraints().forEach((name, applied) -> due.put(name, applied.every()));
            skipped.forEach(due::remove);
            programs.put(name(program, skipped), due);
        }
        return programs;
    }

    /** The sets of lazy constraints that some update skips, found by adding one constraint at a time to those of the earlier ones. */
    private static List<List<String>> reachable(Recipe recipe, List<String> lazy) {
        List<List<String>> sets = List.of(List.of());
        for (int known = 1; known <= lazy.size(); known++) {
            List<String> all = lazy.subList(0, known);
            String added = all.getLast();
            sets = Stream.concat(
                            sets.stream(),
                            sets.stream()
                                    .map(skipped -> Stream.concat(skipped.stream(), Stream.of(added))
                                            .toList()))
                    .filter(skipped -> isReachable(recipe, all, skipped))
                    .toList();
        }
        return sets;
    }

    /**
     * Whether some update is a multiple of the period of each constraint that is due, and of none of those that are skipped: then the
     * least common multiple of the former is such an update.
     */
    private static boolean isReachable(Recipe recipe, List<String> lazy, List<String> skipped) {
        BigInteger first = BigInteger.ONE;
        for (String name : lazy) {
            if (!skipped.contains(name)) {
                BigInteger every = every(recipe, name);
                first = first.divide(first.gcd(every)).multiply(every);
            }
        }
        BigInteger due = first;
        return skipped.stream().noneMatch(name -> due.mod(every(recipe, name)).signum() == 0);
    }

    private static BigInteger every(Recipe recipe, String name) {
        return BigInteger.valueOf(
                Objects.requireNonNull(recipe.constraints().get(name)).every());
    }

    private static String name(String program, List<String> skipped) {
        return skipped.isEmpty() ? program : program + "-without-" + String.join("-and-", skipped);
    }
}
