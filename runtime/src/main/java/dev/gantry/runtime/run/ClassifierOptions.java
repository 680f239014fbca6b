package dev.gantry.runtime.run;

import dev.gantry.core.component.Require;
import java.util.OptionalInt;

/**
 * How to train a classifier.
 *
 * @param steps how many updates, at least 1
 * @param labels how many labelled samples to train on, as many of each class; empty for all that are not held out
 * @param seed decides every random choice
 */
public record ClassifierOptions(int steps, OptionalInt labels, long seed) {

    public ClassifierOptions {
        Require.positive("steps", steps);
        labels.ifPresent(count -> Require.positive("labels", count));
    }
}
