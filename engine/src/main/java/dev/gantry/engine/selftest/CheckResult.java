package dev.gantry.engine.selftest;

/** What a check of a device found. */
public sealed interface CheckResult {

    /** What was checked, in a few words. */
    String name();

    /** The largest {@link Deviation} that is right, at least 0. */
    double allowed();

    boolean passed();

    /**
     * The device came to a result.
     *
     * @param deviation at least 0, and infinite where numbers were expected and none were found
     */
    record Measured(String name, double deviation, double allowed) implements CheckResult {

        @Override
        public boolean passed() {
            return deviation <= allowed;
        }
    }

    /** The device came to none, and why. */
    record Thrown(String name, double allowed, String message) implements CheckResult {

        @Override
        public boolean passed() {
            return false;
        }
    }

    /** Lets a device compute something, and gives the largest deviation of what it found. */
    interface Measurement<E extends Exception> {

        double deviation() throws E;
    }

    /** The result of a measurement, which may throw whatever a device throws; checked exceptions are passed on. */
    static <E extends Exception> CheckResult of(String name, double allowed, Measurement<E> measurement) throws E {
        try {
            return new Measured(name, measurement.deviation(), allowed);
        } catch (RuntimeException | Error e) {
            // Drivers and native libraries fail in all the ways there are, and other checks may still tell something.
            String message = e.getMessage();
            return new Thrown(name, allowed, message == null || message.isBlank() ? e.toString() : message);
        }
    }
}
