package dev.gantry.spark;

import dev.gantry.runtime.TrainingPlan;
import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.runtime.WorkerSession;
import dev.gantry.runtime.recipe.RecipeReader;
import org.jspecify.annotations.Nullable;

/** The session of an executor, which does the tasks of a run's workers; made when its first one comes, and kept until another run's do. */
final class ExecutorSession {

    private static @Nullable ExecutorSession latest;

    private final String run;
    private final TrainingRuntime runtime;
    private final TrainingPlan plan;
    private final WorkerSession session;

    private ExecutorSession(String run, TrainingRuntime runtime, TrainingPlan plan, WorkerSession session) {
        this.run = run;
        this.runtime = runtime;
        this.plan = plan;
        this.session = session;
    }

    /**
     * The session of a run.
     *
     * @param run no other run has this name
     * @param recipe with all defaults, as JSON
     * @throws dev.gantry.runtime.recipe.RecipeException if the recipe cannot be planned here
     */
    static synchronized WorkerSession of(String run, String recipe) {
        ExecutorSession there = latest;
        if (there != null && there.run.equals(run)) {
            return there.session;
        }
        latest = null;
        if (there != null) {
            there.close();
        }
        ExecutorSession made = open(run, recipe);
        latest = made;
        return made.session;
    }

    private static ExecutorSession open(String run, String recipe) {
        TrainingRuntime runtime = TrainingRuntime.builder().build();
        try {
            TrainingPlan plan = runtime.plan(RecipeReader.readKept("the run's recipe", recipe, runtime.components()));
            return new ExecutorSession(run, runtime, plan, plan.worker());
        } catch (RuntimeException | Error e) {
            // With the plan, if there is one.
            runtime.close();
            throw e;
        }
    }

    private void close() {
        session.close();
        plan.close();
        runtime.close();
    }
}
