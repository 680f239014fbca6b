package dev.gantry.engine.selftest;

import dev.gantry.core.tensor.Op.Distribution;
import dev.gantry.core.tensor.Op.Random;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Random draws, which are the same numbers on every device. */
final class DrawChecks {

    private static final String STREAM = "stream";

    private DrawChecks() {}

    static List<Check> all() {
        return Stream.of(Distribution.values())
                .flatMap(distribution -> Stream.of(
                        check(distribution, "", 0, Shape.of(37, 29)),
                        check(distribution, ", one number", 0, Shape.SCALAR),
                        // Draws come in fours, of which this begins with the last one.
                        check(distribution, ", later in the stream", 4099, Shape.of(1003)),
                        check(distribution, ", far in the stream", (3L << 33) + 1, Shape.of(1003))))
                .toList();
    }

    private static Check check(Distribution distribution, String which, long first, Shape shape) {
        double allowed = switch (distribution) {
            // What single precision leaves of a logarithm, a root and a cosine.
            case NORMAL -> 1e-5;
            // Multiples of 2^-24.
            case UNIFORM -> 0;
        };
        return new CheckInputs()
                .check(
                        "random " + distribution.name().toLowerCase(Locale.ROOT) + which,
                        allowed,
                        Tensor.draws(new Random(distribution, STREAM, first), shape));
    }
}
