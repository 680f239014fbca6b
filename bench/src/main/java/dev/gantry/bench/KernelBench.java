package dev.gantry.bench;

import dev.gantry.core.tensor.Shape;
import dev.gantry.engine.backend.Backend;
import dev.gantry.engine.backend.BackendProvider;
import dev.gantry.engine.backend.Owned;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.plan.Passes;
import dev.gantry.engine.plan.Plan;
import java.util.List;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Runs one kernel over and over. JMH makes a class that extends this one. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class KernelBench {

    /** A name of {@link Kernels}. */
    @Param({})
    public String kernel = "";

    @Param("1")
    public int shards;

    private final Owned owned = new Owned();

    // JMH calls what is a setup first.
    @SuppressWarnings("NullAway.Init")
    private Session session;

    private long step;

    @Setup
    public void open() {
        Backend processor = processor();
        owned.add(processor::close);
        Plan plan = plan(kernel, shards);
        session = processor.compile(plan, 1);
        owned.add(session::close);
        Random random = new Random(1);
        plan.variables().forEach((variable, shape) -> session.write(variable, positive(shape, random)));
    }

    @TearDown
    public void close() {
        owned.close();
    }

    @Benchmark
    public void run() {
        session.run(kernel, step++);
    }

    static Plan plan(String kernel, int shards) {
        return Plan.of(List.of(Kernels.named(kernel)), Passes.ALL.withShards(shards));
    }

    private static Backend processor() {
        return ServiceLoader.load(BackendProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.device().equals("cpu"))
                .findFirst()
                .orElseThrow()
                .open();
    }

    /** Above zero, so that roots and logarithms are numbers. */
    private static float[] positive(Shape shape, Random random) {
        float[] values = new float[shape.length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = 0.5f + random.nextFloat();
        }
        return values;
    }
}
