package dev.gantry.core.runtime;

import dev.gantry.core.backend.Session;
import dev.gantry.core.plan.Plan;
import dev.gantry.core.random.Philox;
import dev.gantry.core.spi.Samples;
import dev.gantry.core.tensor.Shape;

/** The batch of real samples that a regularizer may ask for, drawn once. */
final class ReferenceBatch {

    private ReferenceBatch() {}

    /** Draws it from a shuffle of its own, if the plan has one. */
    static void write(Session session, Plan plan, Samples data, long seed) throws InterruptedException {
        Shape reference = plan.variables().get(Variables.REFERENCE_REAL);
        if (reference != null) {
            try (BatchPipeline batches =
                    new BatchPipeline(data, reference.size(0), Philox.key(seed, "data/reference"), 0)) {
                session.write(Variables.REFERENCE_REAL, batches.next());
            }
        }
    }
}
