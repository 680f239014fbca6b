package dev.gantry.runtime;

import dev.gantry.core.component.Progress;
import dev.gantry.runtime.component.Problem;
import dev.gantry.runtime.data.Inputs;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.recipe.Scheduled;
import dev.gantry.runtime.trace.Variables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The numbers that programs read and that change from step to step: how far the run is, and those of its schedules. */
final class StepInputs {

    private final Recipe recipe;
    private final Inputs inputs;
    private final List<Changing> changing = new ArrayList<>();

    /** A number that a variable has in a step, and the schedule that it is made of. */
    private record Changing(String variable, ToDoubleFunction<Progress> value, Scheduled scheduled) {}

    private StepInputs(Recipe recipe, Map<String, Scheduled> scheduled, Inputs inputs) {
        this.recipe = recipe;
        this.inputs = inputs;
        scheduled.forEach(this::add);
    }

    private void add(String variable, Scheduled scheduled) {
        changing.add(new Changing(variable, scheduled.schedule()::at, scheduled));
    }

    private void addLearningRate(String variable, String block, Recipe.OptimizerChoice choice) {
        add(variable, new Scheduled(block, "learning-rate", choice.learningRate()));
    }

    /**
     * Of an update of the critic.
     *
     * @param scheduled by variable
     */
    static StepInputs ofCritic(Recipe recipe, Map<String, Scheduled> scheduled, Inputs inputs) {
        StepInputs all = new StepInputs(recipe, scheduled, inputs);
        all.addLearningRate(Variables.CRITIC_LEARNING_RATE, "optimizer.critic", recipe.criticOptimizer());
        return all;
    }

    /**
     * Of both players' updates.
     *
     * @param scheduled by variable
     */
    static StepInputs ofBoth(Recipe recipe, Map<String, Scheduled> scheduled, Inputs inputs) {
        StepInputs all = ofCritic(recipe, scheduled, inputs);
        all.addLearningRate(Variables.GENERATOR_LEARNING_RATE, "optimizer.generator", recipe.generatorOptimizer());
        all.changing.add(new Changing(
                Variables.GENERATOR_AVERAGE_DECAY,
                recipe.settings()::averageDecay,
                new Scheduled("ema", "decay", recipe.settings().ema().decay())));
        return all;
    }

    /** What a schedule threw, with its key, its JAR and its place. */
    static final class ScheduleException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private ScheduleException(int step, Problem problem, Throwable cause) {
            super("for step " + (step + 1) + " " + problem.message() + " (" + problem.location() + ")", cause);
        }
    }

    /**
     * Writes those of a step.
     *
     * @param step counted from 0
     * @throws ScheduleException if a schedule throws
     */
    void write(int step) {
        Progress progress = recipe.progress(step);
        inputs.write(Variables.PROGRESS, (double) step / recipe.settings().steps());
        for (Changing number : changing) {
            inputs.write(number.variable, value(number, step, progress));
        }
    }

    private double value(Changing number, int step, Progress progress) {
        try {
            return number.value.applyAsDouble(progress);
        } catch (RuntimeException | LinkageError e) {
            throw new ScheduleException(step, number.scheduled.failed(recipe, e), e);
        }
    }
}
