package dev.gantry.runtime.trace;

import dev.gantry.engine.plan.Graph;
import java.util.List;
import java.util.Optional;

/**
 * What each worker computes of a program by itself.
 *
 * @param vector the variable that each writes, whose mean over workers goes on; empty where workers write the program's own variables
 * @param ofWorkers what each of them runs
 */
public record WorkerPhase(Optional<String> vector, List<Graph> ofWorkers) {

    public WorkerPhase {
        ofWorkers = List.copyOf(ofWorkers);
    }
}
