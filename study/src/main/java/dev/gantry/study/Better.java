package dev.gantry.study;

import java.util.Comparator;

/** Which values of a metric are better. */
enum Better {
    HIGHER,
    LOWER;

    /** The better value first. */
    Comparator<Double> order() {
        return this == HIGHER ? Comparator.reverseOrder() : Comparator.naturalOrder();
    }
}
