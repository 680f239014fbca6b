package dev.gantry.runtime;

import dev.gantry.core.data.Samples;
import dev.gantry.core.random.Philox;
import dev.gantry.core.run.TrainingException;
import dev.gantry.core.tensor.Shape;
import dev.gantry.engine.backend.Backend;
import dev.gantry.engine.backend.Owned;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.plan.Plan;
import dev.gantry.runtime.data.BatchPipeline;
import dev.gantry.runtime.data.Inputs;
import dev.gantry.runtime.data.ReferenceBatch;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.trace.CriticGraphs;
import dev.gantry.runtime.trace.LazyConstraints;
import dev.gantry.runtime.trace.Variables;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A recipe's critic, trained alone on real and generated samples that stay as they are. Its updates are those of a training
 * whose generator makes these samples: with the recipe's loss, constraints, regularizers, optimizer and batches.
 *
 * <p>One thread at a time may use a critic, which one may change: what trains, judges or closes throws
 * {@link IllegalStateException} and changes nothing while another thread is in it, and once it is closed.
 */
public final class CriticTraining implements OpenResources.Resource {

    private final Recipe recipe;
    private final Shape sampleShape;
    private final CriticGraphs graphs;
    private final Session session;
    private final Inputs inputs;
    private final StepInputs stepInputs;
    private final LazyConstraints lazy;
    private final BatchPipeline real;
    private final BatchPipeline generated;
    private final Owned owned;
    private final OpenResources open;
    private final ReentrantLock user = new ReentrantLock();
    private final float[] terms;
    private final float[] samples;
    private final float[] scores;
    private final float[] gradients;
    private long updates;
    private volatile boolean closed;

    /**
     * @param recipe as {@link Recipe#ofCriticAlone} has it
     * @param owned the backend, and from now on all that is opened here; closed with this, and by the caller if this throws
     */
    CriticTraining(
            Recipe recipe,
            Samples real,
            Samples generated,
            CriticGraphs graphs,
            Backend backend,
            Plan plan,
            Owned owned,
            OpenResources open) {
        this.recipe = recipe;
        this.sampleShape = real.shape();
        this.graphs = graphs;
        this.owned = owned;
        this.open = open;
        int batch = recipe.settings().batchSize();
        int size = Math.toIntExact(sampleShape.size());
        this.terms = new float[graphs.terms().size()];
        this.samples = new float[batch * size];
        this.scores = new float[batch];
        this.gradients = new float[batch * size];
        this.session = backend.compile(plan, recipe.settings().seed());
        owned.add(session::close);
        this.inputs = new Inputs(session, plan);
        this.lazy = LazyConstraints.of(recipe, Variables.CRITIC_STEP);
        this.stepInputs = StepInputs.ofCritic(recipe, graphs.scheduled(), inputs);
        this.real = new BatchPipeline(real, batch, recipe.settings().seed(), 0);
        owned.add(this.real::close);
        this.generated =
                new BatchPipeline(generated, batch, Philox.key(recipe.settings().seed(), "data/generated"), 0);
        owned.add(this.generated::close);
    }

    /** This, with a critic that was not trained yet. */
    CriticTraining initialized(Plan plan, Samples reference) throws InterruptedException {
        session.run(Variables.INITIALIZE, 0);
        ReferenceBatch.write(session, plan, reference, recipe.settings().seed());
        return this;
    }

    /** The shape of one sample. */
    public Shape sampleShape() {
        return sampleShape;
    }

    /** How many updates are done. */
    public long updates() {
        return updates;
    }

    /**
     * Makes updates. The recipe's {@code steps} are the updates over which schedules run; later ones are as the last of them. To a
     * schedule, a step of its {@link dev.gantry.core.component.Progress} is an update of the critic here, and the samples are the
     * real ones of the updates before: {@code n-critic} and the critic's warm-up, which say how often it is updated for each update
     * of the generator, do not count.
     *
     * @param count how many, at least 1
     * @return what the last update found before it moved the critic: each term of the loss, such as {@code critic/loss},
     *     the gradient's norm, and for a loss that {@linkplain dev.gantry.core.spi.Loss#estimatesWasserstein estimates the
     *     distance}, {@code critic/wasserstein-estimate}, the mean score of the real batch minus that of the generated one
     * @throws TrainingException if a term is not finite, or a schedule throws or leaves its range
     * @throws dev.gantry.core.data.DataException if a sample cannot be read
     * @throws InterruptedException if the thread is interrupted while it waits for samples
     */
    public SequencedMap<String, Double> update(int count) throws InterruptedException {
        if (count < 1) {
            throw new IllegalArgumentException("a critic makes at least 1 update at a time, found " + count);
        }
        enter();
        try {
            for (int i = 0; i < count; i++) {
                update();
            }
            SequencedMap<String, Double> found = new LinkedHashMap<>();
            for (int i = 0; i < terms.length; i++) {
                found.put(graphs.terms().get(i), (double) terms[i]);
            }
            return found;
        } finally {
            user.unlock();
        }
    }

    /** Lets this thread in, until it unlocks {@link #user}. */
    private void enter() {
        if (!user.tryLock()) {
            throw new IllegalStateException("one thread at a time may use a critic, and another one uses it while '"
                    + Thread.currentThread().getName() + "' asks; take turns, or train a critic for each thread");
        }
        if (closed) {
            user.unlock();
            throw new IllegalStateException("the critic is closed");
        }
    }

    private void update() throws InterruptedException {
        int step = (int) Math.min(updates, recipe.settings().steps() - 1);
        try {
            stepInputs.write(step);
        } catch (StepInputs.ScheduleException e) {
            throw new TrainingException("after " + updates + " updates the critic cannot go on: " + e.getMessage(), e);
        }
        inputs.write(Variables.REAL, real.next());
        inputs.write(Variables.GENERATED, generated.next());
        session.run(lazy.graph(updates), updates);
        updates++;
        session.read(Variables.CRITIC_METRICS, terms);
        for (int i = 0; i < terms.length; i++) {
            if (!Float.isFinite(terms[i])) {
                real.notFinite().or(generated::notFinite).ifPresent(found -> {
                    throw new TrainingException(
                            "at update " + updates + " of the critic the samples are not finite: " + found);
                });
                throw new TrainingException("at update " + updates + " of the critic "
                        + graphs.terms().get(i) + " is " + terms[i] + ". A lower learning rate may help");
            }
        }
    }

    /**
     * The present critic's scores of samples, as it sees them in training.
     *
     * @param given any number of samples, one behind the other, each in row-major order
     * @return {@code [count]}
     * @throws IllegalArgumentException if the last sample is not complete
     */
    public float[] scores(float[] given) {
        float[] all = new float[count(given)];
        judge(given, (first, size) -> {
            session.read(Variables.JUDGED_SCORES, scores);
            System.arraycopy(scores, 0, all, first, size);
        });
        return all;
    }

    /**
     * The gradients of the present critic's scores, each by its sample.
     *
     * @param given any number of samples, one behind the other, each in row-major order
     * @return {@code [count, ...sample]}
     * @throws IllegalArgumentException if the last sample is not complete
     */
    public float[] gradients(float[] given) {
        int values = Math.toIntExact(sampleShape.size());
        float[] all = new float[count(given) * values];
        judge(given, (first, size) -> {
            session.read(Variables.JUDGED_GRADIENTS, gradients);
            System.arraycopy(gradients, 0, all, first * values, size * values);
        });
        return all;
    }

    private int count(float[] given) {
        if (given.length % sampleShape.size() != 0) {
            throw new IllegalArgumentException("samples of shape " + sampleShape + " have " + sampleShape.size()
                    + " values each, found " + given.length + " values");
        }
        return Math.toIntExact(given.length / sampleShape.size());
    }

    /** Takes what was found of {@code size} samples from the {@code first} on. */
    private interface Part {
        void take(int first, int size);
    }

    private void judge(float[] given, Part part) {
        int values = Math.toIntExact(sampleShape.size());
        int count = count(given);
        enter();
        try {
            for (int first = 0; first < count; first += recipe.settings().batchSize()) {
                int size = Math.min(recipe.settings().batchSize(), count - first);
                System.arraycopy(given, first * values, samples, 0, size * values);
                inputs.write(Variables.JUDGED, samples);
                session.run(Variables.JUDGE, first);
                part.take(first, size);
            }
        } finally {
            user.unlock();
        }
    }

    /** Closing again does nothing. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        enter();
        try {
            closed = true;
            open.closing(this);
            owned.close();
        } finally {
            user.unlock();
        }
    }
}
