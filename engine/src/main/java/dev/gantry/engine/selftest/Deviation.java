package dev.gantry.engine.selftest;

/** How far results are from what is expected. */
public final class Deviation {

    private Deviation() {}

    /**
     * The largest difference of any two numbers: relative to the expected one where that is larger than 1 in size, and
     * absolute elsewhere. Infinite where a number is not one or is missing; of numbers beyond single precision infinity is
     * expected.
     */
    public static double largest(double[] expected, double[] found) {
        if (expected.length != found.length) {
            return Double.POSITIVE_INFINITY;
        }
        double largest = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, of(expected[i], found[i]));
        }
        return largest;
    }

    private static double of(double expected, double found) {
        if (!Float.isFinite((float) expected)) {
            return Float.compare((float) expected, (float) found) == 0 ? 0 : Double.POSITIVE_INFINITY;
        }
        return Double.isFinite(found)
                ? Math.abs(found - expected) / Math.max(1, Math.abs(expected))
                : Double.POSITIVE_INFINITY;
    }
}
