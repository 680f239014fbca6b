package dev.gantry.study;

import java.util.Optional;

/**
 * When a study starts no more runs. What earlier calls of it did counts.
 *
 * @param minutes of training, all runs together
 * @param runs how many are trained
 */
record Budget(Optional<Double> minutes, Optional<Integer> runs) {

    Budget {
        if (minutes.filter(limit -> limit <= 0).isPresent()) {
            throw new IllegalArgumentException("'minutes' must be > 0, found " + minutes.get());
        }
        if (runs.filter(limit -> limit < 1).isPresent()) {
            throw new IllegalArgumentException("'runs' must be at least 1, found " + runs.get());
        }
    }

    boolean isUsedUp(double seconds, int done) {
        return minutes.filter(limit -> seconds >= 60 * limit).isPresent()
                || runs.filter(limit -> done >= limit).isPresent();
    }
}
