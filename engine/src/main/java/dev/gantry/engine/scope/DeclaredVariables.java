package dev.gantry.engine.scope;

import dev.gantry.core.spi.Initializer;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** Collects what components ask for, in the order they first ask; each is a variable of its own. */
public final class DeclaredVariables implements Parameters {

    private final SequencedMap<String, DeclaredVariable> declared = new LinkedHashMap<>();

    /** None yet. */
    public DeclaredVariables() {}

    DeclaredVariable declare(String path, Shape shape, Initializer initializer) {
        return declared.computeIfAbsent(path, _ -> new DeclaredVariable(path, shape, initializer))
                .checked(shape);
    }

    @Override
    public Tensor parameter(String path, Shape shape, Initializer initializer) {
        return Tensor.variable(declare(path, shape, initializer).path(), shape);
    }

    boolean has(String path) {
        return declared.containsKey(path);
    }

    public Collection<DeclaredVariable> all() {
        return Collections.unmodifiableCollection(declared.values());
    }
}
