package dev.gantry.core.component;

/**
 * A schedule that gives no number that is not less than another schedule's in the same step: {@link IllegalArgumentException}.
 *
 * @param bound the key of the other
 */
record ScheduleBelow(Schedule schedule, String key, String bound, Schedule other) implements Schedule {

    @Override
    public double at(Progress progress) {
        double value = schedule.at(progress);
        double most = other.at(progress);
        Require.that(value < most, key, "less than '" + bound + "', which is " + most, value);
        return value;
    }
}
