package dev.gantry.runtime;

import static java.util.Objects.requireNonNull;

import dev.gantry.core.run.TrainingException;
import dev.gantry.core.scheme.Program;
import dev.gantry.core.scheme.StepRun;
import dev.gantry.core.spi.Condition;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.backend.StepTimes;
import dev.gantry.runtime.data.BatchPart;
import dev.gantry.runtime.data.Inputs;
import dev.gantry.runtime.measure.HeldOutError;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.recipe.RecipeProblems;
import dev.gantry.runtime.trace.LazyConstraints;
import dev.gantry.runtime.trace.Variables;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Runs the steps of a training, or those that a worker makes by itself, one after another; its arrays are used over and over. */
final class StepRunner implements StepRun {

    private final TrainingPlan plan;
    private final Recipe recipe;
    private final Session session;
    private final BatchPart batches;
    private final Optional<SharedWork> shared;
    private final UnaryOperator<String> programs;
    private final Optional<StepTimes> stepTimes;
    private final Supplier<String> lastGood;
    private final float[] criticTerms;
    private final float[] generatorTerms;
    private final int criticLossIndex;
    private final int generatorLossIndex;
    private final Inputs inputs;
    private final StepInputs stepInputs;
    private final Optional<HeldOutError> heldOut;

    /** By program. */
    private final Map<String, LazyConstraints> choices;

    private int step;
    private long batchesTaken;
    private boolean between = true;

    /**
     * @param inputs of the session's plan
     * @param shared what workers do, where they do it elsewhere
     * @param programs what is run in place of each graph
     * @param stepTimes hears when the steps of programs ran
     * @param lastGood a sentence, begun with its full stop, on the checkpoint that is left when a step goes bad
     */
    StepRunner(
            TrainingPlan plan,
            Session session,
            Inputs inputs,
            BatchPart batches,
            Optional<SharedWork> shared,
            UnaryOperator<String> programs,
            Optional<StepTimes> stepTimes,
            Supplier<String> lastGood) {
        this.plan = plan;
        this.recipe = plan.recipe();
        this.session = session;
        this.inputs = inputs;
        this.batches = batches;
        this.shared = shared;
        this.programs = programs;
        this.stepTimes = stepTimes;
        this.lastGood = lastGood;
        this.criticTerms = new float[plan.graphs().criticTerms().size()];
        this.generatorTerms = new float[plan.graphs().generatorTerms().size()];
        this.criticLossIndex = plan.graphs().criticTerms().indexOf("critic/loss");
        this.generatorLossIndex = plan.graphs().generatorTerms().indexOf("generator/loss");
        this.choices = plan.graphs().choices(recipe);
        this.stepInputs = StepInputs.ofBoth(recipe, plan.graphs().scheduled(), inputs);
        this.heldOut = plan.split()
                .labelled()
                .filter(_ -> plan.graphs().heldOut().isPresent())
                .flatMap(subset ->
                        subset.heldOut().map(samples -> new HeldOutError(session, inputs, samples, subset.batch())));
    }

    /**
     * One step of the scheme; or the steps that workers make by themselves until their state is averaged.
     *
     * @param nextStep counted from 0
     * @param batchesBefore how many batches are taken
     * @return how many are taken then
     * @throws TrainingException if a term is not finite
     * @throws StepInputs.ScheduleException if a schedule throws
     */
    long run(int nextStep, long batchesBefore) throws InterruptedException {
        if (shared.isPresent() && recipe.settings().workers().goAlone()) {
            runAlone(shared.get(), nextStep, batchesBefore);
        } else {
            runStep(nextStep, batchesBefore);
        }
        return batchesTaken;
    }

    private void runStep(int nextStep, long batchesBefore) throws InterruptedException {
        step = nextStep;
        batchesTaken = batchesBefore;
        stepInputs.write(step);
        plan.graphs().step().run(this);
        session.read(Variables.GENERATOR_METRICS, generatorTerms);
        requireFinite(plan.graphs().generatorTerms(), generatorTerms);
        between = true;
    }

    private void runAlone(SharedWork work, int from, long batchesBefore) throws InterruptedException {
        int end = recipe.settings().end(from);
        batchesTaken = batchesBefore;
        for (step = from; step < end; step++) {
            batchesTaken += plan.graphs().batches(criticUpdates());
        }
        step = end - 1;
        stepInputs.write(step);
        // What samples are held beside.
        batches.take(batchesTaken - 1);
        between = false;
        Map<String, float[]> measured = work.steps(from, end, batchesBefore);
        take(measured.get(Variables.CRITIC_METRICS), plan.graphs().criticTerms(), criticTerms);
        take(measured.get(Variables.GENERATOR_METRICS), plan.graphs().generatorTerms(), generatorTerms);
        between = true;
    }

    private void take(float @Nullable [] measured, List<String> names, float[] terms) {
        if (measured != null) {
            System.arraycopy(measured, 0, terms, 0, terms.length);
            requireFinite(names, terms);
        }
    }

    /** Whether the variables are those after a step, and not changed by a part of one. */
    boolean isBetweenSteps() {
        return between;
    }

    @Override
    public int step() {
        return step;
    }

    @Override
    public int criticUpdates() {
        return recipe.settings().criticUpdates(step);
    }

    @Override
    public void nextBatch() throws InterruptedException {
        batches.take(batchesTaken);
        batches.write(inputs);
        batchesTaken++;
    }

    @Override
    public long batch() {
        return batchesTaken - 1;
    }

    @Override
    public void play(Program program, long number) {
        boolean updatesCritic = plan.graphs().updatesCritic(program);
        String graph = requireNonNull(choices.get(program.name())).graph(number);
        if (shared.isPresent()) {
            shared.get().average(graph, step, number, batch());
        }
        between = false;
        run(session, programs.apply(graph), number, stepTimes);
        if (updatesCritic) {
            session.read(Variables.CRITIC_METRICS, criticTerms);
            requireFinite(plan.graphs().criticTerms(), criticTerms);
        }
    }

    static void run(Session session, String program, long number, Optional<StepTimes> times) {
        if (times.isPresent()) {
            session.runTimed(program, number, times.get());
        } else {
            session.run(program, number);
        }
    }

    /** Blames the data where it is bad; else the first bad term: a loss stands behind its terms, and its gradient behind the loss. */
    private void requireFinite(List<String> names, float[] terms) {
        for (int i = 0; i < terms.length; i++) {
            if (!Float.isFinite(terms[i])) {
                batches.notFinite().ifPresent(found -> {
                    throw new TrainingException("at step " + (step + 1) + " the data is not finite: " + found + " ("
                            + RecipeProblems.whose(recipe, "data") + ")" + lastGood.get());
                });
                throw new TrainingException("at step " + (step + 1) + " " + names.get(i) + " is " + terms[i]
                        + lastGood.get() + ". A lower learning rate may help");
            }
        }
    }

    /** The real samples that were used last, one behind the other, until the next step. */
    float[] realBatch() {
        return batches.real();
    }

    OptionalDouble criticLoss() {
        return criticLossIndex >= 0 ? OptionalDouble.of(criticTerms[criticLossIndex]) : OptionalDouble.empty();
    }

    double generatorLoss() {
        return generatorTerms[generatorLossIndex];
    }

    void heldOutError(SequencedMap<String, Double> target) {
        heldOut.ifPresent(error -> target.put(Condition.HELD_OUT_ERROR, error.measure()));
    }

    void terms(SequencedMap<String, Double> target) {
        put(plan.graphs().criticTerms(), criticTerms, target);
        put(plan.graphs().generatorTerms(), generatorTerms, target);
    }

    private static void put(List<String> names, float[] terms, SequencedMap<String, Double> target) {
        for (int i = 0; i < terms.length; i++) {
            target.put(names.get(i), (double) terms[i]);
        }
    }
}
