package dev.gantry.runtime.run;

import dev.gantry.core.component.Require;
import java.util.OptionalInt;

/**
 * How to evaluate a generator.
 *
 * @param samples how many generated samples each metric looks at, at least 1; empty for as many as each asks for
 * @param repeats how often samples are drawn and measured, at least 2
 * @param seed decides which samples are generated and which real ones are drawn
 */
public record EvaluationOptions(OptionalInt samples, int repeats, long seed) {

    public EvaluationOptions {
        samples.ifPresent(count -> Require.positive("samples", count));
        Require.that(repeats >= 2, "repeats", "at least 2", repeats);
    }
}
