package dev.gantry.core.component;

/** Offers one of the schedules that recipes can name. */
@FunctionalInterface
public interface ScheduleProvider extends Provider<Schedule> {}
