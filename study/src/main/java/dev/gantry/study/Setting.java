package dev.gantry.study;

import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * One choice of a value for each key that is searched over.
 *
 * @param number from 1, in its recipe
 * @param values in HOCON, by key
 */
record Setting(int number, SequencedMap<String, String> values) {

    List<String> overrides() {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toList();
    }

    /** For people: the keys by their last names. */
    @Override
    public String toString() {
        return values.entrySet().stream()
                .map(entry -> entry.getKey().replaceFirst(".*\\.", "") + " = " + entry.getValue())
                .collect(Collectors.joining(", "));
    }
}
