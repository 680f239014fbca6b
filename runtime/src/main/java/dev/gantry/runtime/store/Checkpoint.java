package dev.gantry.runtime.store;

import com.typesafe.config.Config;
import dev.gantry.core.tensor.Shape;
import dev.gantry.runtime.trace.Variables;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * Everything a run needs to go on as if it had never stopped.
 *
 * @param step how many steps are done
 * @param criticUpdates how many batches of real samples are taken: the number of the next one
 * @param sampleShape of one real sample
 * @param recipe the effective recipe
 * @param variables parameters, averages, and the state of networks, optimizers, constraints and regularizers
 */
public record Checkpoint(
        int step,
        long criticUpdates,
        long seed,
        Shape sampleShape,
        Config recipe,
        Config provenance,
        SequencedMap<String, SavedVariable> variables) {

    public Checkpoint {
        variables = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(variables));
    }

    /** How many classes the samples have, 0 where nothing asked for labels. */
    public int classes() {
        SavedVariable classes = variables.get(Variables.CLASSES);
        return classes == null ? 0 : (int) classes.values()[0];
    }

    /** A variable's value: millions of numbers, which are not held twice to be written. */
    public interface SavedVariable {

        Shape shape();

        /** In row-major order. */
        double[] values();

        /** Copies the values from number {@code first} on. */
        void read(int first, double[] target);

        static SavedVariable of(Shape shape, double[] values) {
            return new Held(shape, values);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // millions of values
    private record Held(Shape shape, double[] values) implements SavedVariable {

        @Override
        public void read(int first, double[] target) {
            System.arraycopy(values, first, target, 0, target.length);
        }
    }
}
