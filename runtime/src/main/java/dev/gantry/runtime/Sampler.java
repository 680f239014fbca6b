package dev.gantry.runtime;

import dev.gantry.core.tensor.Shape;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.plan.Plan;
import dev.gantry.runtime.data.Inputs;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.trace.Variables;
import java.util.function.IntUnaryOperator;

/**
 * Runs a session's {@code sample} program over any number of latent vectors, a batch at a time. Latent vectors are drawn on
 * the host, so that they are the same on every backend and for every batch size.
 */
final class Sampler {

    /** With a momentum of 0.1 next to nothing, 0.9^100, is left after so many of the statistics that were copied. */
    private static final int STATISTICS_BATCHES = 100;

    private final Session session;
    private final boolean measuresStatistics;
    private boolean measured;
    private final Inputs inputs;
    private final HostLatents latents;
    private final int batchSize;
    private final int latentSize;
    private final int sampleSize;
    private final float[] latentBatch;
    private final float[] sampleBatch;
    private final float[] labelBatch;
    private final int classes;

    Sampler(Session session, Plan plan, Recipe recipe, Shape sample, int classes) {
        Shape latent = recipe.generator().latentShape();
        this.session = session;
        this.inputs = new Inputs(session, plan);
        this.measuresStatistics =
                plan.programs().stream().anyMatch(program -> program.name().equals(Variables.MEASURE_STATISTICS));
        this.latents = new HostLatents(recipe.prior(), latent);
        this.batchSize = recipe.settings().rows();
        this.latentSize = Math.toIntExact(latent.size());
        this.sampleSize = Math.toIntExact(sample.size());
        this.latentBatch = new float[batchSize * latentSize];
        this.sampleBatch = new float[batchSize * sampleSize];
        this.labelBatch = new float[batchSize];
        this.classes = classes;
    }

    /** To be told when parameters may have changed: what is measured of them is measured anew before samples are drawn. */
    void parametersChanged() {
        measured = false;
    }

    /** Where the recipe has an averaged generator's running statistics measured: always of the same latent vectors. */
    void measureStatistics() {
        if (measuresStatistics && !measured) {
            session.run(Variables.COPY_STATISTICS, 0);
            for (int batch = 0; batch < STATISTICS_BATCHES; batch++) {
                writeLabels(batch * batchSize, sample -> sample);
                session.run(Variables.MEASURE_STATISTICS, batch);
            }
        }
        measured = true;
    }

    /** Latent vectors of the recipe's prior, one behind the other. */
    float[] latents(int count, long key) {
        return latents.draw(count, key);
    }

    /** Samples of the key's latent vectors, and of what conditions draw beside them, one behind the other. */
    float[] draw(int count, long key) {
        return draw(count, key, sample -> sample);
    }

    /** The same, with these classes: sample i is of the class {@code turns(i)} modulo their number. */
    float[] draw(int count, long key, IntUnaryOperator turns) {
        return generate(latents(count, key), key >>> 2, turns);
    }

    /**
     * One sample for each latent vector, one behind the other.
     *
     * @param run what conditions draw in the first batch is that of this step of the program
     * @param turns where there are classes, they take turns: sample i is of the class {@code turns(i)} modulo their number
     */
    float[] generate(float[] latents, long run, IntUnaryOperator turns) {
        int count = latents.length / latentSize;
        float[] samples = new float[Math.multiplyExact(count, sampleSize)];
        measureStatistics();
        for (int first = 0; first < count; first += batchSize) {
            int size = Math.min(batchSize, count - first);
            System.arraycopy(latents, first * latentSize, latentBatch, 0, size * latentSize);
            inputs.write(Variables.SAMPLE_LATENT, latentBatch);
            writeLabels(first, turns);
            session.run(Variables.SAMPLE, run + first);
            session.read(Variables.SAMPLE_OUTPUT, sampleBatch);
            System.arraycopy(sampleBatch, 0, samples, first * sampleSize, size * sampleSize);
        }
        return samples;
    }

    private void writeLabels(int first, IntUnaryOperator turns) {
        for (int i = 0; classes > 0 && i < batchSize; i++) {
            labelBatch[i] = turns.applyAsInt(first + i) % classes;
        }
        inputs.write(Variables.SAMPLE_LABELS, labelBatch);
    }
}
