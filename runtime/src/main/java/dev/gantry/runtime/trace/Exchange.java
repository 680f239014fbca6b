package dev.gantry.runtime.trace;

import dev.gantry.core.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** What workers average in the midst of a program. Before the program is divided, a variable of its own stands for each average. */
final class Exchange {

    private static final String AVERAGE = Variables.WORKERS + "/average-";

    private final boolean averages;
    private final SequencedMap<String, Tensor> found = new LinkedHashMap<>();

    /**
     * @param averages whether anything is; else everything stays as it is found
     */
    Exchange(boolean averages) {
        this.averages = averages;
    }

    /** Nothing is averaged. */
    static Exchange none() {
        return new Exchange(false);
    }

    /** The mean over workers of what each of them finds. */
    Tensor averaged(Tensor value) {
        if (!averages) {
            return value;
        }
        String name = AVERAGE + found.size();
        found.put(name, value);
        return Tensor.variable(name, value.shape());
    }

    /** By variable, what each worker finds; it may be made of averages before it. */
    SequencedMap<String, Tensor> found() {
        return Collections.unmodifiableSequencedMap(found);
    }
}
