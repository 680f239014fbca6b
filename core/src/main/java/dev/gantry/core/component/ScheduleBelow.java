package dev.gantry.core.component;

/**
 * A schedule that gives no number that is not less than another schedule's in the same step: {@link IllegalArgumentException}, also
 * where the other gives none.
 *
 * @param bound the key of the other
 */
record ScheduleBelow(Schedule schedule, String key, String bound, Schedule other) implements Schedule {

    @Override
    public double at(Progress progress) {
        double value = schedule.at(progress);
        double most = most(progress);
        Require.that(value < most, key, "less than '" + bound + "', which is " + most, value);
        return value;
    }

    /** What the other throws is told of its own key. */
    private double most(Progress progress) {
        String must = "'" + bound + "' must be ";
        try {
            return other.at(progress);
        } catch (RuntimeException | LinkageError e) {
            if (e instanceof IllegalArgumentException refused
                    && String.valueOf(refused.getMessage()).startsWith(must)) {
                throw refused;
            }
            throw new IllegalArgumentException(must + "a number in every step, and its schedule failed: " + e, e);
        }
    }
}
