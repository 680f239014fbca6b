/** Numbers over the steps of a run: functions of the step alone. */
@NullMarked
package dev.gantry.schedules;

import org.jspecify.annotations.NullMarked;
