package dev.gantry.runtime.data;

import dev.gantry.core.data.Samples;
import dev.gantry.core.random.Philox;
import dev.gantry.core.tensor.Shape;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.plan.Plan;
import dev.gantry.runtime.trace.Variables;

/** The batch of real samples that a regularizer may ask for, drawn once. */
public final class ReferenceBatch {

    private ReferenceBatch() {}

    /** Draws it from a shuffle of its own, if the plan has one. */
    public static void write(Session session, Plan plan, Samples data, long seed) throws InterruptedException {
        Shape reference = plan.variables().get(Variables.REFERENCE_REAL);
        if (reference != null) {
            try (BatchPipeline batches =
                    new BatchPipeline(data, reference.size(0), Philox.key(seed, "data/reference"), 0)) {
                session.write(Variables.REFERENCE_REAL, batches.next());
            }
        }
    }
}
