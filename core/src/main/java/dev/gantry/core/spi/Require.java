package dev.gantry.core.spi;

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
}
