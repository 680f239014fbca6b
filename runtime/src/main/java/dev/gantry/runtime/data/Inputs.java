package dev.gantry.runtime.data;

import dev.gantry.core.component.Progress;
import dev.gantry.core.component.Schedule;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.plan.Plan;
import java.util.Map;

/** Writes what programs read from the host; a variable that none of a recipe's components heeds is not in the plan. */
public final class Inputs {

    private final Session session;
    private final Plan plan;
    private final float[] scalar = new float[1];

    public Inputs(Session session, Plan plan) {
        this.session = session;
        this.plan = plan;
    }

    public void write(String variable, double value) {
        scalar[0] = (float) value;
        write(variable, scalar);
    }

    /** The numbers of schedules, by variable. */
    public void write(Map<String, Schedule> scheduled, Progress progress) {
        scheduled.forEach((variable, schedule) -> write(variable, schedule.at(progress)));
    }

    public void write(String variable, float[] values) {
        if (plan.variables().containsKey(variable)) {
            session.write(variable, values);
        }
    }
}
