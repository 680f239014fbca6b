package dev.gantry.core.component;

/**
 * A schedule that gives no number out of the range of its key: {@link IllegalArgumentException}.
 *
 * @param rule completes {@code 'key' must be}
 * @param least the smallest number allowed
 * @param below above the largest number allowed
 */
record ScheduleInRange(Schedule schedule, String key, String rule, double least, double below) implements Schedule {

    /** The schedule itself where its one value can be checked now. */
    static Schedule of(Schedule schedule, String key, String rule, double least, double below) {
        if (schedule instanceof ScheduleInRange known && known.key.equals(key) && known.rule.equals(rule)) {
            return schedule;
        }
        Schedule checked = new ScheduleInRange(schedule, key, rule, least, below);
        if (schedule.isConstant()) {
            checked.at(Progress.START);
            return schedule;
        }
        return checked;
    }

    @Override
    public double at(Progress progress) {
        double value = schedule.at(progress);
        Require.that(value >= least && value < below, key, rule, value);
        return value;
    }
}
