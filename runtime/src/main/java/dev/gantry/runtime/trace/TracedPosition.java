package dev.gantry.runtime.trace;

import dev.gantry.core.scheme.Position;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.scope.Trace;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * A position while a program is traced.
 *
 * @param criticParameters empty where the scheme has no critic
 * @param trace the state; forked before anything changes it
 * @param criticMetrics of the critic's latest update in the program, empty before it
 * @param generatorMetrics of the generator's
 */
record TracedPosition(
        FlatParameters generatorParameters,
        Optional<FlatParameters> criticParameters,
        Trace trace,
        SequencedMap<String, Tensor> criticMetrics,
        SequencedMap<String, Tensor> generatorMetrics)
        implements Position {

    static TracedPosition before(FlatParameters generator, Optional<FlatParameters> critic, Trace trace) {
        return new TracedPosition(generator, critic, trace, new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    FlatParameters theCritic() {
        return criticParameters.orElseThrow(
                () -> new IllegalStateException("says that it has no critic, and asks for one"));
    }

    TracedPosition with(Trace after) {
        return new TracedPosition(generatorParameters, criticParameters, after, criticMetrics, generatorMetrics);
    }

    TracedPosition withCritic(UpdateTracer.Update update) {
        return new TracedPosition(
                generatorParameters,
                Optional.of(theCritic().with(update.parameters())),
                trace,
                update.metrics(),
                generatorMetrics);
    }

    TracedPosition withGenerator(UpdateTracer.Update update) {
        return new TracedPosition(
                generatorParameters.with(update.parameters()),
                criticParameters,
                trace,
                criticMetrics,
                update.metrics());
    }

    @Override
    public Tensor generator() {
        return generatorParameters.vector();
    }

    @Override
    public Tensor critic() {
        return theCritic().vector();
    }

    @Override
    public Position withGenerator(Tensor parameters) {
        NetworkTracer.requireShape(
                "moves the generator to parameters", generator().shape(), parameters);
        return new TracedPosition(
                generatorParameters.with(parameters), criticParameters, trace, criticMetrics, generatorMetrics);
    }

    @Override
    public Position withCritic(Tensor parameters) {
        NetworkTracer.requireShape("moves the critic to parameters", critic().shape(), parameters);
        return new TracedPosition(
                generatorParameters, Optional.of(theCritic().with(parameters)), trace, criticMetrics, generatorMetrics);
    }
}
