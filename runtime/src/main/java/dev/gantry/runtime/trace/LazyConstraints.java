package dev.gantry.runtime.trace;

import dev.gantry.runtime.recipe.Recipe;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * Which constraints an update of the critic applies: every k-th update those with {@code every = k}, their penalties times k.
 *
 * <p>Karras et al., Analyzing and Improving the Image Quality of StyleGAN, 2020, section 3.1 (lazy regularization).
 */
public final class LazyConstraints {

    private final List<Integer> periods;
    private final List<Choice> choices;

    /** The graph of the updates that skip these of the constraints. */
    private record Choice(String graph, List<Boolean> skips) {}

    private LazyConstraints(List<Integer> periods, List<Choice> choices) {
        this.periods = periods;
        this.choices = choices;
    }

    /** Of a program that applies constraints. */
    public static LazyConstraints of(Recipe recipe, String program) {
        List<String> lazy = lazy(recipe);
        return new LazyConstraints(
                lazy.stream().map(name -> every(recipe, name).intValue()).toList(),
                reachable(recipe, lazy).stream()
                        .map(skipped -> new Choice(
                                name(program, skipped),
                                lazy.stream().map(skipped::contains).toList()))
                        .toList());
    }

    /** Of a program that is the same in each update. */
    static LazyConstraints none(String program) {
        return new LazyConstraints(List.of(), List.of(new Choice(program, List.of())));
    }

    /** The graph of the program whose update of the critic has this number, counted from 0. */
    public String graph(long update) {
        for (int i = 0; i < choices.size(); i++) {
            if (isOf(choices.get(i), update)) {
                return choices.get(i).graph;
            }
        }
        throw new IllegalStateException("no graph is that of update " + update);
    }

    private boolean isOf(Choice choice, long update) {
        for (int i = 0; i < periods.size(); i++) {
            if (choice.skips.get(i) != (update % periods.get(i) != 0)) {
                return false;
            }
        }
        return true;
    }

    private static List<String> lazy(Recipe recipe) {
        return recipe.constraints().entrySet().stream()
                .filter(constraint -> constraint.getValue().every() > 1)
                .map(Map.Entry::getKey)
                .toList();
    }

    /**
     * The graphs of a program: by name, each constraint that is due and what its penalty is multiplied by; everything first. There
     * is one for each set of constraints that are due together in some update, and in no update without the others.
     */
    static SequencedMap<String, SequencedMap<String, Integer>> programs(Recipe recipe, String program) {
        List<String> lazy = lazy(recipe);
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
