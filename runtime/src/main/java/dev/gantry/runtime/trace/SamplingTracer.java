package dev.gantry.runtime.trace;

import dev.gantry.core.spi.Player;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.plan.Graph;
import dev.gantry.engine.scope.Owner;
import dev.gantry.engine.scope.Trace;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.recipe.TrainingSettings.Ema;
import dev.gantry.runtime.recipe.TrainingSettings.RunningStatistics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * Traces what draws samples: the program {@code sample}, a batch from latent vectors that the host writes.
 *
 * <p>An averaged generator draws with the running statistics of the generator that is trained, or where the recipe has them
 * measured, with its own: two more programs copy the state of the trained generator, and carry the copy forward by a batch that
 * the averaged generator makes as in training.
 */
final class SamplingTracer {

    private static final Owner GENERATOR = new Owner.Network(Player.GENERATOR);

    private final Recipe recipe;
    private final NetworkTracer networks;
    private final FlatParameters generator;

    SamplingTracer(Recipe recipe, NetworkTracer networks, ParameterLayout layout) {
        this.recipe = recipe;
        this.networks = networks;
        this.generator = TracedPlayers.views(
                layout,
                recipe.settings().ema().averages() ? Variables.GENERATOR_AVERAGE : Variables.GENERATOR_PARAMETERS);
    }

    List<Graph> graphs() {
        SequencedMap<String, Tensor> trained = new LinkedHashMap<>();
        SequencedMap<String, Tensor> own = new LinkedHashMap<>();
        if (measuresStatistics()) {
            Trace training = training();
            made(training);
            training.updatesOf(GENERATOR).forEach((path, value) -> {
                trained.put(path, Tensor.variable(path, value.shape()));
                own.put(path, Tensor.variable(Variables.ofAverage(path), value.shape()));
            });
        }
        Trace sampling = new Trace(Variables.SAMPLE, false, networks.state());
        sampling.take(own);
        SequencedMap<String, Tensor> drawn = new LinkedHashMap<>();
        drawn.put(
                Variables.SAMPLE_OUTPUT,
                generated(Tensor.variable(Variables.SAMPLE_LATENT, networks.latents()), sampling));
        List<Graph> graphs = new ArrayList<>(List.of(new Graph(Variables.SAMPLE, drawn)));
        if (!own.isEmpty()) {
            Trace training = training();
            training.take(own);
            made(training);
            graphs.add(ofAverage(Variables.COPY_STATISTICS, trained));
            graphs.add(ofAverage(Variables.MEASURE_STATISTICS, training.updatesOf(GENERATOR)));
        }
        return graphs;
    }

    private boolean measuresStatistics() {
        Ema ema = recipe.settings().ema();
        return ema.averages() && ema.statistics() == RunningStatistics.MEASURED;
    }

    private Trace training() {
        return new Trace(Variables.MEASURE_STATISTICS, true, networks.state());
    }

    /** A batch of the generator's, for what it does to the trace's state. */
    private void made(Trace trace) {
        generated(networks.latents(recipe.settings().rows(), trace), trace);
    }

    private Tensor generated(Tensor latents, Trace trace) {
        return networks.generate(latents, networks.given(Variables.SAMPLE_LABELS, trace), trace, generator);
    }

    private static Graph ofAverage(String program, SequencedMap<String, Tensor> state) {
        SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
        state.forEach((path, value) -> writes.put(Variables.ofAverage(path), value));
        return new Graph(program, writes);
    }
}
