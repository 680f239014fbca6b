package dev.gantry.runtime;

import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.plan.Graph;
import dev.gantry.engine.plan.Plan;
import dev.gantry.engine.plan.PlannedProgram;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * The most that a device was seen to do, with all that it has: the best run of programs that do nothing else.
 *
 * @param flops floating-point operations a second, in a product of large matrices
 * @param cachedBytes bytes read and written a second, in a copy of what fits into caches
 * @param memoryBytes the same in a copy of what does not
 */
public record Ceilings(double flops, double cachedBytes, double memoryBytes) {

    private static final int SIDE = 1024;
    private static final int CACHED = 1 << 18;
    private static final int LARGE = 1 << 24;
    private static final Duration EACH = Duration.ofMillis(500);

    /** Bytes moved in all above which memory sets the pace rather than the caches of cores. */
    private static final long FITS = 1 << 22;

    /** Measures the plan's device, while nothing else should use it; takes two seconds. */
    public static Ceilings of(TrainingPlan plan) {
        Plan measured = Plan.of(
                List.of(product(), copy("cached", CACHED), copy("large", LARGE)),
                plan.recipe().settings().backend().on(plan.backend()));
        try (Session session = plan.backend().compile(measured, 0)) {
            int size = plan.elementSize();
            PlannedProgram product = measured.program("product");
            return new Ceilings(
                    product.flops() / fastest(session, product.name()),
                    measured.program("cached").bytes(size) / fastest(session, "cached"),
                    measured.program("large").bytes(size) / fastest(session, "large"));
        }
    }

    /** Seconds that so much work takes at least. */
    public double seconds(long flops, long bytes) {
        return Math.max(flops / this.flops, bytes / (bytes > FITS ? memoryBytes : cachedBytes));
    }

    private static Graph product() {
        Shape square = Shape.of(SIDE, SIDE);
        return graph("product", Tensor.variable("left", square).matmul(Tensor.variable("right", square)));
    }

    private static Graph copy(String name, int size) {
        // A plain copy would be no work that shards divide.
        return graph(name, Tensor.variable(name + "/from", Shape.of(size)).neg());
    }

    private static Graph graph(String name, Tensor value) {
        SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
        writes.put(name + "/to", value);
        return new Graph(name, writes);
    }

    private static double fastest(Session session, String program) {
        double[] element = new double[1];
        long begin = System.nanoTime();
        long fastest = Long.MAX_VALUE;
        do {
            long start = System.nanoTime();
            session.run(program, 0);
            // A device may have only queued it by now.
            session.read(program + "/to", 0, element);
            fastest = Math.min(fastest, System.nanoTime() - start);
        } while (System.nanoTime() - begin < EACH.toNanos());
        return fastest * 1e-9;
    }
}
