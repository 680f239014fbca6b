package dev.gantry.runtime;

import static java.util.Objects.requireNonNull;

import dev.gantry.core.run.TrainingException;
import dev.gantry.core.tensor.Shape;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.backend.StepTimes;
import dev.gantry.runtime.data.BatchPart;
import dev.gantry.runtime.data.Inputs;
import dev.gantry.runtime.run.WorkerTask;
import dev.gantry.runtime.trace.WorkerPhase;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Does tasks of any of a recipe's workers, one at a time: the same task on the same state has the same result, whatever was done before.
 * It may be used by many threads, which wait for each other.
 */
public final class WorkerSession implements AutoCloseable {

    private final TrainingPlan plan;
    private final Optional<StepTimes> stepTimes;
    private final Session session;
    private final Inputs inputs;
    private final StepInputs stepInputs;
    private final List<BatchPart> parts;

    WorkerSession(TrainingPlan plan, List<BatchPart> parts, Session session, Optional<StepTimes> stepTimes) {
        this.plan = plan;
        this.parts = List.copyOf(parts);
        this.session = session;
        this.stepTimes = stepTimes;
        this.inputs = new Inputs(session, plan.workerPlan());
        this.stepInputs = StepInputs.ofBoth(plan.recipe(), plan.graphs().scheduled(), inputs);
    }

    /**
     * Does a task.
     *
     * @param state what the task begins with, by variable
     * @return what the worker found, in an order that is the same for all workers
     * @throws TrainingException if a term is not finite, or the thread is interrupted
     * @throws dev.gantry.core.data.DataException if a sample cannot be read
     */
    public synchronized float[] run(WorkerTask task, Map<String, float[]> state) {
        state.forEach(inputs::write);
        try {
            return switch (task) {
                case WorkerTask.Part part -> part(part);
                case WorkerTask.Steps steps -> steps(steps);
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TrainingException("worker " + task.worker() + " was interrupted", e);
        }
    }

    private float[] part(WorkerTask.Part part) throws InterruptedException {
        WorkerPhase phase = phases(part.program()).get(part.phase());
        stepInputs.write(part.step());
        BatchPart batch = parts.get(part.worker());
        if (part.batch() >= 0) {
            batch.take(part.batch());
            batch.write(inputs);
        }
        StepRunner.run(session, phase.ofWorkers().get(part.worker()).name(), part.number(), stepTimes);
        String vector = phase.vector().orElseThrow();
        float[] found = new float
                [requireNonNull(plan.workerPlan().variables().get(vector)).length()];
        session.read(vector, found);
        return found;
    }

    private float[] steps(WorkerTask.Steps steps) throws InterruptedException {
        StepRunner runner = new StepRunner(
                plan,
                session,
                inputs,
                parts.get(steps.worker()),
                Optional.empty(),
                graph ->
                        phases(graph).getFirst().ofWorkers().get(steps.worker()).name(),
                stepTimes,
                () -> "");
        long taken = steps.batch();
        for (int step = steps.from(); step < steps.end(); step++) {
            taken = runner.run(step, taken);
        }
        return state();
    }

    private float[] state() {
        Map<String, Shape> variables = SharedWork.state(plan.graphs());
        float[] all =
                new float[variables.values().stream().mapToInt(Shape::length).sum()];
        int start = 0;
        for (Map.Entry<String, Shape> variable : variables.entrySet()) {
            float[] values = new float[variable.getValue().length()];
            session.read(variable.getKey(), values);
            System.arraycopy(values, 0, all, start, values.length);
            start += values.length;
        }
        return all;
    }

    private List<WorkerPhase> phases(String graph) {
        return requireNonNull(plan.graphs().phases().get(graph), "the plan has no worker that runs '" + graph + "'");
    }

    @Override
    public synchronized void close() {
        session.close();
        parts.forEach(BatchPart::close);
    }
}
