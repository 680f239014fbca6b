package dev.gantry.engine.backend;

import dev.gantry.engine.plan.Passes;
import dev.gantry.engine.plan.Plan;
import dev.gantry.engine.plan.Precision;
import java.util.List;

/** A device that runs plans. */
public interface Backend extends AutoCloseable {

    /** The device in one line, for provenance and the {@code devices} command. */
    String description();

    /** How many bytes of memory plans may take. */
    long availableMemory();

    /** How many bytes an element of a variable or an intermediate result takes. */
    default int elementSize() {
        return Float.BYTES;
    }

    /** Those of the passes that plans for this are made with: a device may have no use for one. */
    default Passes passes(Passes wanted) {
        return wanted;
    }

    /** Whether it multiplies in such a precision itself, rather than rounded operands in another. */
    default boolean multiplies(Precision precision) {
        return precision == Precision.FLOAT32;
    }

    /** What a session of the plan takes; none of it is allocated to know it. */
    default SessionMemory memory(Plan plan) {
        return new SessionMemory(
                plan.variableSize() * elementSize(),
                plan.constantSize() * elementSize(),
                plan.arenaSize() * elementSize(),
                List.of());
    }

    /**
     * Compiles every program of a plan; variables are allocated, with zeros in them. If it throws, nothing stays allocated.
     *
     * @param seed decides all random draws of the session
     */
    Session compile(Plan plan, long seed);

    @Override
    void close();
}
