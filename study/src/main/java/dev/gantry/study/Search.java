package dev.gantry.study;

import dev.gantry.core.random.Philox;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * How the settings of a recipe are chosen.
 *
 * @param samples settings that a random search draws for each recipe; those that it draws twice are tried once
 * @param seed decides what a random search draws
 */
record Search(Type type, int samples, long seed) {

    enum Type {
        GRID,
        RANDOM
    }

    Search {
        if (samples < 1) {
            throw new IllegalArgumentException("'samples' must be at least 1, found " + samples);
        }
    }

    /** One setting without values where there is nothing to search over. */
    List<Setting> settings(SequencedMap<String, Dimension> over) {
        List<Setting> settings = new ArrayList<>();
        for (SequencedMap<String, String> values : type == Type.GRID ? grid(over) : draws(over)) {
            settings.add(new Setting(settings.size() + 1, values));
        }
        return settings;
    }

    /** All combinations; the last key changes first. */
    private static List<SequencedMap<String, String>> grid(SequencedMap<String, Dimension> over) {
        List<SequencedMap<String, String>> combinations = List.of(new LinkedHashMap<>());
        for (Map.Entry<String, Dimension> dimension : over.sequencedEntrySet()) {
            List<SequencedMap<String, String>> longer = new ArrayList<>();
            for (SequencedMap<String, String> combination : combinations) {
                for (String value : dimension.getValue().grid()) {
                    SequencedMap<String, String> more = new LinkedHashMap<>(combination);
                    more.put(dimension.getKey(), value);
                    longer.add(more);
                }
            }
            combinations = longer;
        }
        return combinations;
    }

    /** A draw depends on the key and its number alone, so recipes that share a key are tried with the same values. */
    private Set<SequencedMap<String, String>> draws(SequencedMap<String, Dimension> over) {
        Set<SequencedMap<String, String>> draws = new LinkedHashSet<>();
        for (int sample = 0; sample < samples; sample++) {
            SequencedMap<String, String> values = new LinkedHashMap<>();
            for (Map.Entry<String, Dimension> dimension : over.sequencedEntrySet()) {
                double uniform = Philox.uniform(Philox.key(seed, dimension.getKey()), 0, sample);
                values.put(dimension.getKey(), dimension.getValue().draw(uniform));
            }
            draws.add(values);
        }
        return draws;
    }
}
