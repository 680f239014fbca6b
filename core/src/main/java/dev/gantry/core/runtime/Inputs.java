package dev.gantry.core.runtime;

import dev.gantry.core.backend.Session;
import dev.gantry.core.plan.Plan;

/** Writes what programs read from the host; a variable that none of a recipe's components heeds is not in the plan. */
final class Inputs {

    private final Session session;
    private final Plan plan;
    private final float[] scalar = new float[1];

    Inputs(Session session, Plan plan) {
        this.session = session;
        this.plan = plan;
    }

    void write(String variable, double value) {
        scalar[0] = (float) value;
        write(variable, scalar);
    }

    void write(String variable, float[] values) {
        if (plan.variables().containsKey(variable)) {
            session.write(variable, values);
        }
    }
}
