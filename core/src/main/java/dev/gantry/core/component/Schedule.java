package dev.gantry.core.component;

import java.util.List;

/**
 * A number over the steps of a run, such as a learning rate, a penalty's weight or a probability. It is a function of where the
 * run is and of nothing else, so a run that is resumed has the same values as one that was not interrupted.
 *
 * <p>Where settings hold a schedule, a bare number is the schedule that is this number in every step. What range a number must
 * be in is said by {@link Require}.
 */
public interface Schedule extends Part {

    /** The number in the step that begins. */
    double at(Progress progress);

    /** Whether it is the same in every step of every run; then it is a constant of the programs. */
    default boolean isConstant() {
        return false;
    }

    /** Whether it is this number in every step of every run. */
    default boolean always(double value) {
        return isConstant() && at(Progress.START) == value;
    }

    /**
     * What is unwise about it in a run, though no mistake. Each entry follows the schedule's key in a sentence: what is done, what
     * comes of it, and the cure. Empty if all is well.
     *
     * @param end where the run is after its last step
     */
    default List<String> unwise(Progress end) {
        return List.of();
    }

    /** The schedule that a recipe names, without the checks that {@link Require} gave it. */
    static Schedule unchecked(Schedule schedule) {
        return switch (schedule) {
            case ScheduleInRange checked -> unchecked(checked.schedule());
            case ScheduleBelow checked -> unchecked(checked.schedule());
            default -> schedule;
        };
    }

    /** The number in every step. */
    static Schedule constant(double value) {
        return new ConstantSchedule(value);
    }
}
