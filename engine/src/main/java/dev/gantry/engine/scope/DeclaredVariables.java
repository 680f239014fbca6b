package dev.gantry.engine.scope;

import dev.gantry.core.component.Progress;
import dev.gantry.core.component.Schedule;
import dev.gantry.core.spi.Initializer;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.BiConsumer;

/** Collects what components ask for, in the order they first ask; each is a variable of its own. */
public final class DeclaredVariables implements Parameters {

    private final SequencedMap<String, DeclaredVariable> declared = new LinkedHashMap<>();
    private final SequencedMap<String, Schedule> scheduled = new LinkedHashMap<>();
    private final BiConsumer<String, Schedule> check;

    /** None yet. */
    public DeclaredVariables() {
        this((name, schedule) -> {});
    }

    /**
     * None yet.
     *
     * @param check is given each schedule by its variable, whose name ends with the schedule's key, and throws if its numbers are
     *     refused
     */
    public DeclaredVariables(BiConsumer<String, Schedule> check) {
        this.check = check;
    }

    DeclaredVariable declare(String path, Shape shape, Initializer initializer) {
        requireUnlike(path, scheduled);
        return declared.computeIfAbsent(path, _ -> new DeclaredVariable(path, shape, initializer))
                .checked(shape);
    }

    @Override
    public Tensor parameter(String path, Shape shape, Initializer initializer) {
        return Tensor.variable(declare(path, shape, initializer).path(), shape);
    }

    /** A schedule's number in a step: a constant, or a scalar variable of this path. */
    Tensor scheduled(String path, Schedule schedule) {
        check.accept(path, schedule);
        if (schedule.isConstant()) {
            return Tensor.scalar(schedule.at(Progress.START));
        }
        requireUnlike(path, declared);
        Schedule earlier = scheduled.putIfAbsent(path, schedule);
        if (earlier != null && !earlier.equals(schedule)) {
            throw new IllegalArgumentException(
                    "'" + path + "' is asked for with two schedules; give each a name of its own");
        }
        return Tensor.variable(path, Shape.SCALAR);
    }

    private static void requireUnlike(String path, Map<String, ?> others) {
        if (others.containsKey(path)) {
            throw new IllegalArgumentException(
                    "'" + path + "' is both a variable and a schedule; give each a name of its own");
        }
    }

    /** The schedules that change, by the scalar variable that the host writes before each step. */
    public SequencedMap<String, Schedule> scheduled() {
        return Collections.unmodifiableSequencedMap(scheduled);
    }

    boolean has(String path) {
        return declared.containsKey(path);
    }

    public Collection<DeclaredVariable> all() {
        return Collections.unmodifiableCollection(declared.values());
    }
}
