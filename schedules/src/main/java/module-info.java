/** Schedules of numbers over the steps of a run: constant, linear, cosine and step by step, each with a warm-up. */
module dev.gantry.schedules {
    requires transitive dev.gantry.core;
    requires static org.jspecify;

    exports dev.gantry.schedules;

    provides dev.gantry.core.component.ScheduleProvider with
            dev.gantry.schedules.Constant,
            dev.gantry.schedules.Cosine,
            dev.gantry.schedules.Linear,
            dev.gantry.schedules.Stepwise;
}
