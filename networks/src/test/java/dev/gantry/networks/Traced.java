package dev.gantry.networks;

import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.plan.Plan;
import dev.gantry.engine.scope.TracedScope;
import java.util.List;
import java.util.Map;

/** What a network computes, and the variables it leaves behind, after a step on the reference backend. */
final class Traced {

    private static final long SEED = 7;

    private Traced() {}

    /** A scope's variables after their initialization. */
    static Session initialized(TracedScope scope, Tensor result) {
        Plan plan = Plan.of(List.of(scope.initialize(), scope.step("result", result)));
        Session session = new ReferenceBackend().compile(plan, SEED);
        session.run("initialize", 0);
        return session;
    }

    /** The result of one step with some variables given and the others initialized. */
    static double[] evaluate(TracedScope scope, Tensor result, Map<String, double[]> variables) {
        try (Session session = initialized(scope, result)) {
            variables.forEach(session::write);
            session.run("result", 0);
            return session.read("result");
        }
    }
}
