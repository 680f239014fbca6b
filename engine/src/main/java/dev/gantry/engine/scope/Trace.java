package dev.gantry.engine.scope;

import dev.gantry.core.spi.Initializer;
import dev.gantry.core.spi.Player;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.stream.Stream;

/** One tracing of one program: the present symbolic value of every state variable, and how often each stream was drawn. */
public final class Trace {

    private final String program;
    private final boolean training;
    private final DeclaredVariables declared;
    private final SequencedMap<String, Tensor> updates;
    private final Map<String, Owner> owners;
    private final Map<String, Integer> draws;

    private Trace(
            String program,
            boolean training,
            DeclaredVariables declared,
            SequencedMap<String, Tensor> updates,
            Map<String, Owner> owners,
            Map<String, Integer> draws) {
        this.program = program;
        this.training = training;
        this.declared = declared;
        this.updates = updates;
        this.owners = owners;
        this.draws = draws;
    }

    /**
     * @param program keeps its random streams apart from other programs'
     * @param declared gathers the state that components ask for
     */
    public Trace(String program, boolean training, DeclaredVariables declared) {
        this(program, training, declared, new LinkedHashMap<>(), new HashMap<>(), new HashMap<>());
    }

    /** A branch: it begins with this trace's state, and what it does to state stays in it. */
    public Trace fork() {
        return new Trace(program, training, declared, new LinkedHashMap<>(updates), owners, draws);
    }

    /** Goes on with this state. */
    public void take(SequencedMap<String, Tensor> state) {
        updates.putAll(state);
    }

    boolean training() {
        return training;
    }

    public Tensor state(String path, Shape shape, Initializer initializer) {
        declared.declare(path, shape, initializer);
        Tensor updated = updates.get(path);
        return updated == null ? Tensor.variable(path, shape) : updated;
    }

    void update(Owner owner, String path, Tensor value) {
        if (!declared.has(path)) {
            throw new IllegalArgumentException("state '" + path + "' is updated before it is declared");
        }
        declared.declare(path, value.shape(), Initializer.ZEROS);
        owners.put(path, owner);
        updates.put(path, value);
    }

    /** A stream's name that nothing else in any program has. */
    public String fresh(String stream) {
        int earlier = draws.merge(stream, 1, Integer::sum) - 1;
        return program + "/" + stream + "/" + earlier;
    }

    /** The state that was updated, of owners that move with each of these players, with its value at the end. */
    public SequencedMap<String, Tensor> updates(Player... players) {
        SequencedMap<String, Tensor> found = new LinkedHashMap<>();
        updates.forEach((path, value) -> {
            Owner owner = Objects.requireNonNull(owners.get(path));
            if (Stream.of(players).allMatch(owner::movesWith)) {
                found.put(path, value);
            }
        });
        return found;
    }

    /** The state of this owner alone that was updated, with its value at the end. */
    public SequencedMap<String, Tensor> updatesOf(Owner owner) {
        SequencedMap<String, Tensor> found = new LinkedHashMap<>();
        updates.forEach((path, value) -> {
            if (owner.equals(owners.get(path))) {
                found.put(path, value);
            }
        });
        return found;
    }
}
