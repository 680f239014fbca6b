package dev.gantry.runtime.data;

import dev.gantry.core.data.Samples;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** How many samples there are of each class. */
public final class ClassCounts {

    private ClassCounts() {}

    /** By name, in the order of the classes; empty where there are none, or samples without end. */
    public static SequencedMap<String, Long> of(Samples data) {
        SequencedMap<String, Long> counts = new LinkedHashMap<>();
        if (data.classes() > 0 && data.size().isPresent()) {
            long[] found = new long[data.classes()];
            for (long i = 0; i < data.size().getAsLong(); i++) {
                found[data.label(i)]++;
            }
            List<String> names = data.classNames();
            for (int i = 0; i < found.length; i++) {
                counts.put(names.get(i), found[i]);
            }
        }
        return counts;
    }
}
