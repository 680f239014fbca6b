package dev.gantry.core.component;

import java.util.Locale;

/** The rules that settings' compact constructors state; each throws {@link IllegalArgumentException} naming key, rule and value. */
public final class Require {

    private Require() {}

    public static void that(boolean holds, String key, String rule, Object found) {
        if (!holds) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "'%s' must be %s, found %s", key, rule, found));
        }
    }

    public static void positive(String key, double value) {
        that(value > 0 && Double.isFinite(value), key, "greater than 0", value);
    }

    public static void positive(String key, int value) {
        that(value > 0, key, "at least 1", value);
    }

    /** At least 1, and at most {@code most}, since something is allocated for each. */
    public static void count(String key, int most, int value) {
        positive(key, value);
        atMost(key, most, value);
    }

    public static void atMost(String key, int most, int value) {
        that(value <= most, key, "at most " + most, value);
    }

    public static void notNegative(String key, double value) {
        that(value >= 0 && Double.isFinite(value), key, "at least 0", value);
    }

    public static void notNegative(String key, int value) {
        that(value >= 0, key, "at least 0", value);
    }

    public static void between(String key, double low, double high, double value) {
        that(value >= low && value <= high, key, "between " + low + " and " + high, value);
    }

    /**
     * The schedule, whose number is greater than 0; one that changes may reach 0 on its way, and each of its numbers is checked when
     * it is asked for.
     */
    public static Schedule positive(String key, Schedule value) {
        if (!value.isConstant()) {
            return notNegative(key, value);
        }
        return ScheduleInRange.of(value, key, "greater than 0", Double.MIN_VALUE, Double.POSITIVE_INFINITY);
    }

    /** The schedule, whose numbers are at least 0; of one that changes, each is checked when it is asked for. */
    public static Schedule notNegative(String key, Schedule value) {
        return ScheduleInRange.of(value, key, "at least 0", 0, Double.POSITIVE_INFINITY);
    }

    /** The schedule, whose numbers are from low to high; of one that changes, each is checked when it is asked for. */
    public static Schedule between(String key, double low, double high, Schedule value) {
        return ScheduleInRange.of(value, key, "between " + low + " and " + high, low, Math.nextUp(high));
    }

    /** The schedule, whose numbers are from 0 to below 1; of one that changes, each is checked when it is asked for. */
    public static Schedule decay(String key, Schedule value) {
        return ScheduleInRange.of(value, key, "from 0 to below 1", 0, 1);
    }

    /**
     * The schedule, whose numbers are less than those of another; where one of the two changes, each is checked when it is asked
     * for.
     *
     * @param bound the key of the other
     */
    public static Schedule below(String key, Schedule value, String bound, Schedule other) {
        Schedule checked = new ScheduleBelow(value, key, bound, other);
        if (value.isConstant() && other.isConstant()) {
            checked.at(Progress.START);
            return value;
        }
        return checked;
    }
}
