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

    private final Session session;
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
        this.latents = new HostLatents(recipe.prior(), latent);
        this.batchSize = recipe.settings().batchSize();
        this.latentSize = Math.toIntExact(latent.size());
        this.sampleSize = Math.toIntExact(sample.size());
        this.latentBatch = new float[batchSize * latentSize];
        this.sampleBatch = new float[batchSize * sampleSize];
        this.labelBatch = new float[batchSize];
        this.classes = classes;
    }

    /** Latent vectors of the recipe's prior, one behind the other. */
    float[] latents(int count, long key) {
        return latents.draw(count, key);
    }

    /** Samples of the key's latent vectors, and of what conditions draw beside them, one behind the other. */
    float[] draw(int count, long key) {
        return generate(latents(count, key), key >>> 2, sample -> sample);
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
        for (int first = 0; first < count; first += batchSize) {
            int size = Math.min(batchSize, count - first);
            System.arraycopy(latents, first * latentSize, latentBatch, 0, size * latentSize);
            inputs.write(Variables.SAMPLE_LATENT, latentBatch);
            for (int i = 0; classes > 0 && i < batchSize; i++) {
                labelBatch[i] = turns.applyAsInt(first + i) % classes;
            }
            inputs.write(Variables.SAMPLE_LABELS, labelBatch);
            session.run(Variables.SAMPLE, run + first);
            session.read(Variables.SAMPLE_OUTPUT, sampleBatch);
            System.arraycopy(sampleBatch, 0, samples, first * sampleSize, size * sampleSize);
        }
        return samples;
    }
}
