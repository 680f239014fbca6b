package dev.gantry.runtime.trace;

import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.scope.DeclaredVariable;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** Where each parameter of a network lies in its flat vector. */
public final class ParameterLayout {

    public record Slot(DeclaredVariable variable, int start) {

        public int end() {
            return Shape.extent((long) start + variable.shape().length());
        }
    }

    private final SequencedMap<String, Slot> slots;
    private final Shape flat;

    ParameterLayout(Collection<DeclaredVariable> parameters) {
        SequencedMap<String, Slot> placed = new LinkedHashMap<>();
        int start = 0;
        for (DeclaredVariable parameter : parameters) {
            Slot slot = new Slot(parameter, start);
            placed.put(parameter.path(), slot);
            start = slot.end();
        }
        this.slots = Collections.unmodifiableSequencedMap(placed);
        this.flat = Shape.of(start);
    }

    /** By the parameter's path, in the vector's order. */
    public SequencedMap<String, Slot> slots() {
        return slots;
    }

    /** {@code [P]}. */
    Shape flat() {
        return flat;
    }

    /** The whole vector before the first step. */
    Tensor initial() {
        List<Tensor> values = slots.values().stream()
                .map(slot -> slot.variable().initial().reshape(flatOf(slot)))
                .toList();
        return Tensor.concat(0, values);
    }

    private static int flatOf(Slot slot) {
        return slot.end() - slot.start();
    }
}
