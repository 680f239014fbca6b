package dev.gantry.spark;

import dev.gantry.core.data.DataException;
import dev.gantry.core.run.TrainingException;
import dev.gantry.engine.backend.Owned;
import dev.gantry.runtime.TrainingPlan;
import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.runtime.WorkerSession;
import dev.gantry.runtime.component.PluginException;
import dev.gantry.runtime.component.Problem;
import dev.gantry.runtime.recipe.RecipeException;
import dev.gantry.runtime.recipe.RecipeReader;
import dev.gantry.runtime.run.WorkerTask;
import java.util.stream.Collectors;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/** Does a worker's task on an executor. What would fail again is told, anything else is for Spark to try once more. */
final class WorkerFunction implements Function<WorkerTask, Finding> {

    private static final long serialVersionUID = 1L;

    private final String run;
    private final String recipe;
    private final Broadcast<WorkerState> state;

    /**
     * @param recipe with all defaults, as JSON
     */
    WorkerFunction(String run, String recipe, Broadcast<WorkerState> state) {
        this.run = run;
        this.recipe = recipe;
        this.state = state;
    }

    @Override
    public Finding call(WorkerTask task) {
        try {
            WorkerSession session = ExecutorSession.of(run, WorkerSession.class, this::open);
            return Finding.of(WorkerState.bytes(session.run(task, state.value().variables())));
        } catch (RecipeException | PluginException | DataException | TrainingException e) {
            return Finding.failed("worker " + task.worker() + " on " + host() + ": " + inOneLine(e));
        }
    }

    private WorkerSession open(Owned opened) {
        TrainingRuntime runtime = TrainingRuntime.builder().build();
        opened.add(runtime::close);
        // Closed with the runtime, which its session is not.
        TrainingPlan plan = runtime.plan(RecipeReader.readKept("the run's recipe", recipe, runtime.components()));
        WorkerSession session = plan.worker();
        opened.add(session::close);
        return session;
    }

    /** What an executor cannot plan, the driver could: its data and plugins are not those of the driver. */
    static String inOneLine(RuntimeException e) {
        return e instanceof RecipeException recipe
                ? recipe.problems().stream().map(Problem::message).collect(Collectors.joining("; "))
                        + ". Executors need the driver's plugins (--jars), and its data at the same paths"
                : String.valueOf(e.getMessage());
    }

    static String host() {
        return SparkEnv.get().blockManager().blockManagerId().host();
    }
}
