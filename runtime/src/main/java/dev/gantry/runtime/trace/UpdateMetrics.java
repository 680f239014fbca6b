package dev.gantry.runtime.trace;

import dev.gantry.core.tensor.Tensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** The scalars that an update of a player measures, by column of {@code metrics.csv}; each column has one owner. */
final class UpdateMetrics {

    /** The owner of what is no part of the recipe's. */
    static final String ITSELF = "the update itself";

    private final SequencedMap<String, Tensor> values = new LinkedHashMap<>();
    private final Map<String, String> owners = new HashMap<>();

    /**
     * @param own columns that the update fills itself, sooner or later
     */
    UpdateMetrics(List<String> own) {
        own.forEach(column -> owners.put(column, ITSELF));
    }

    /**
     * @param owner a block of the recipe, or {@link #ITSELF}
     * @throws IllegalArgumentException if the column is another's, whose value this one would replace
     */
    void put(String owner, String column, Tensor value) {
        String other = owners.putIfAbsent(column, owner);
        if (other != null && !other.equals(owner)) {
            throw new IllegalArgumentException("measures '" + column + "', and so does " + other
                    + "; a column of metrics.csv has one source, remove one of them");
        }
        values.put(column, value);
    }

    SequencedMap<String, Tensor> values() {
        return values;
    }
}
