package dev.gantry.tries;

import java.util.function.Consumer;

/**
 * Tries a property of a test with many values. A try draws all of its values from its seed, so that every run tries the
 * same ones, and one try can be run alone: with {@code -Dtries.seed=17}.
 */
public final class Tries {

    private static final String ALONE = "tries.seed";

    private Tries() {}

    /**
     * Tries the property with the seeds from 0, or with the one that {@code -Dtries.seed} names. The first 7 draw the
     * edges of every range, the others any values.
     *
     * @param count how many tries, at least 1
     * @param property draws values, and throws if it does not hold for them
     * @throws AssertionError at the first try that throws; tells its seed and what it had drawn
     * @throws IllegalArgumentException if the count is below 1, or {@code -Dtries.seed} is not a number from 0
     */
    public static void of(int count, Consumer<Draw> property) {
        if (count < 1) {
            throw new IllegalArgumentException("a property must be tried at least once, found " + count);
        }
        String alone = System.getProperty(ALONE);
        if (alone != null) {
            run(seed(alone), property);
            return;
        }
        for (int seed = 0; seed < count; seed++) {
            run(seed, property);
        }
    }

    private static void run(long seed, Consumer<Draw> property) {
        Draw draw = new Draw(seed);
        try {
            property.accept(draw);
        } catch (Throwable failure) {
            throw new AssertionError(
                    "the try with seed %d failed (alone: -D%s=%d), having drawn %s: %s"
                            .formatted(seed, ALONE, seed, draw.drawn(), failure.getMessage()),
                    failure);
        }
    }

    private static long seed(String text) {
        if (!text.matches("\\d{1,18}")) {
            throw new IllegalArgumentException("'%s' must be a number from 0, found '%s'".formatted(ALONE, text));
        }
        return Long.parseLong(text);
    }
}
