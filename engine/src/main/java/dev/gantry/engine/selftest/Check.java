package dev.gantry.engine.selftest;

import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.Backend;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.plan.Graph;
import dev.gantry.engine.plan.Passes;
import dev.gantry.engine.plan.Plan;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Something that a device is to compute as the reference backend does. It is computed twice in one session, since what the
 * first time leaves behind must not matter.
 *
 * @param name in a few words, and no other check's
 * @param results what is computed of the variables, under names of their own
 * @param variables the value of every variable in row-major order, each a number of single precision
 * @param passes what it is planned with, but for those that the device has no use for
 * @param allowed the largest {@link Deviation} that is right, at least 0
 */
public record Check(
        String name,
        SequencedMap<String, Tensor> results,
        Map<String, double[]> variables,
        Passes passes,
        double allowed) {

    private static final String PROGRAM = "check";
    private static final long SEED = 7;

    /** The second one needs more than 32 bits. */
    private static final List<Long> STEPS = List.of(0L, (5L << 32) + 3);

    public Check {
        results = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(results));
        variables = Map.copyOf(variables);
    }

    /** Has the device compute the results. What it throws is told in what this gives. */
    public CheckResult on(Backend device) {
        return CheckResult.of(name, allowed, () -> deviation(device));
    }

    private double deviation(Backend device) {
        Plan plan = Plan.of(List.of(new Graph(PROGRAM, results)), device.passes(passes));
        try (Backend reference = new ReferenceBackend();
                Session exact = reference.compile(plan, SEED);
                Session checked = device.compile(plan, SEED)) {
            variables.forEach((variable, values) -> {
                exact.write(variable, values);
                checked.write(variable, values);
            });
            double largest = 0;
            for (long step : STEPS) {
                exact.run(PROGRAM, step);
                checked.run(PROGRAM, step);
                for (String result : results.keySet()) {
                    largest = Math.max(largest, Deviation.largest(exact.read(result), checked.read(result)));
                }
            }
            return largest;
        }
    }
}
