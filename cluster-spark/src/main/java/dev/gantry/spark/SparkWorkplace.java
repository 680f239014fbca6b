package dev.gantry.spark;

import com.typesafe.config.ConfigRenderOptions;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.run.WorkerTask;
import dev.gantry.runtime.run.Workplace;
import java.util.List;
import java.util.SequencedMap;
import java.util.UUID;
import org.apache.spark.broadcast.Broadcast;

/** Workers on the executors of a Spark cluster: a round is a job with a task for each. */
final class SparkWorkplace implements Workplace {

    private final SparkCluster cluster;
    private final String recipe;
    private final String run = UUID.randomUUID().toString();

    /**
     * @param cluster closed with this
     */
    SparkWorkplace(SparkCluster cluster, Recipe recipe) {
        this.cluster = cluster;
        this.recipe = json(recipe);
    }

    /** A recipe with all defaults, for executors. */
    static String json(Recipe recipe) {
        return recipe.effective().root().render(ConfigRenderOptions.concise());
    }

    @Override
    public List<float[]> run(List<WorkerTask> tasks, SequencedMap<String, float[]> state) {
        Broadcast<WorkerState> broadcast = cluster.context().broadcast(WorkerState.of(state));
        try {
            return cluster.find(tasks, new WorkerFunction(run, recipe, broadcast)).stream()
                    .map(WorkerState::floats)
                    .toList();
        } finally {
            broadcast.destroy();
        }
    }

    @Override
    public void close() {
        cluster.close();
    }
}
