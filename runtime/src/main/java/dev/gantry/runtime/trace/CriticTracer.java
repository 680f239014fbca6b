package dev.gantry.runtime.trace;

import dev.gantry.core.spi.Player;
import dev.gantry.core.tensor.Gradients;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.plan.Graph;
import dev.gantry.engine.scope.Trace;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.recipe.RecipeException;
import dev.gantry.runtime.recipe.RecipeProblems;
import dev.gantry.runtime.recipe.Scheduled;
import dev.gantry.runtime.trace.NetworkTracer.Given;
import dev.gantry.runtime.trace.UpdateTracer.Drawn;
import dev.gantry.runtime.trace.UpdateTracer.Update;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** Traces what trains a recipe's critic alone, on generated samples that the host writes, and what judges samples by it. */
final class CriticTracer {

    private final Recipe recipe;
    private final NetworkTracer networks;
    private final UpdateTracer updates;

    CriticTracer(Recipe recipe, NetworkTracer networks, UpdateTracer updates) {
        this.recipe = recipe;
        this.networks = networks;
        this.updates = updates;
    }

    /**
     * @throws RecipeException if components do not fit one another, or not a critic alone
     */
    CriticGraphs graphs() {
        if (recipe.critic().isEmpty()) {
            throw new RecipeException(
                    List.of(RecipeProblems.at(recipe, "scheme", "has no critic that could be trained")));
        }
        if (!recipe.conditions().isEmpty()) {
            throw new RecipeException(recipe.conditions().keySet().stream()
                    .map(name -> RecipeProblems.at(
                            recipe,
                            "conditions." + name,
                            "needs a generator that is told the condition, and a critic that is trained alone has none;"
                                    + " remove it"))
                    .toList());
        }
        networks.schedules()
                .requireInRange(new Scheduled(
                        "optimizer.critic",
                        "learning-rate",
                        recipe.criticOptimizer().learningRate()));
        ParameterLayout layout = networks.criticLayout();
        List<String> terms = new ArrayList<>();
        List<Graph> steps = steps(layout, terms);
        Graph judge = judge(layout);
        SequencedMap<String, Tensor> initial = new LinkedHashMap<>();
        initial.put(Variables.CRITIC_PARAMETERS, networks.checked(Variables.CRITIC, layout::initial));
        initial.putAll(networks.initialState());
        return new CriticGraphs(
                new Graph(Variables.INITIALIZE, initial),
                steps,
                judge,
                terms,
                networks.schedules().changing());
    }

    private Graph judge(ParameterLayout layout) {
        Trace trace = new Trace(Variables.JUDGE, false, networks.state());
        Tensor samples = Tensor.variable(Variables.JUDGED, networks.real().shape());
        Tensor scores = updates.scores(TracedPlayers.views(layout, Variables.CRITIC_PARAMETERS), samples, trace);
        if (!scores.shape().equals(Shape.of(recipe.settings().rows()))) {
            throw new RecipeException(List.of(RecipeProblems.at(
                    recipe,
                    "regularizers",
                    "have the critic see several samples as one, and samples with scores of their own are needed where a"
                            + " critic is trained alone; remove those that pack samples")));
        }
        SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
        writes.put(Variables.JUDGED_SCORES, scores);
        writes.put(Variables.JUDGED_GRADIENTS, Gradients.of(scores.sum(), samples));
        return new Graph(Variables.JUDGE, writes);
    }

    /** The critic's update on samples that the host writes, for each set of constraints that are due together. */
    private List<Graph> steps(ParameterLayout layout, List<String> terms) {
        List<Graph> steps = new ArrayList<>();
        LazyConstraints.programs(recipe, Variables.CRITIC_STEP).forEach((name, due) -> {
            Trace trace = new Trace(Variables.CRITIC_STEP, true, networks.state());
            FlatParameters critic = TracedPlayers.views(layout, Variables.CRITIC_PARAMETERS);
            Drawn generated = new Drawn(networks.generated(), Given.nothing());
            Update update =
                    updates.critic(critic, critic.vector(), networks.real(), generated, due, Exchange.none(), trace);
            SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
            writes.put(Variables.CRITIC_PARAMETERS, update.parameters());
            writes.putAll(trace.updates(Player.CRITIC));
            writes.put(
                    Variables.CRITIC_METRICS, TracedPlayers.metrics(Variables.CRITIC_METRICS, terms, update.metrics()));
            steps.add(new Graph(name, writes));
        });
        return steps;
    }
}
