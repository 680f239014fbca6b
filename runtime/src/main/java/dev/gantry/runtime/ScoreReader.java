package dev.gantry.runtime;

import static java.util.Objects.requireNonNull;

import dev.gantry.core.data.Samples;
import dev.gantry.core.random.Philox;
import dev.gantry.core.run.TrainingEvent.SamplesScored;
import dev.gantry.engine.backend.Session;
import dev.gantry.runtime.data.Inputs;
import dev.gantry.runtime.trace.Variables;

/** Asks the critic what it thinks of a batch of real samples, always the same, and of a batch of generated ones. */
final class ScoreReader {

    private final Session session;
    private final Inputs inputs;
    private final Sampler sampler;
    private final long key;
    private final int batch;
    private final float[] real;
    private final int scores;

    ScoreReader(TrainingPlan plan, Session session, Sampler sampler) {
        Samples data = plan.split().training();
        int size = Math.toIntExact(data.shape().size());
        this.session = session;
        this.inputs = new Inputs(session, plan.plan());
        this.sampler = sampler;
        this.key = Philox.key(plan.recipe().settings().seed(), "scores");
        this.batch = plan.recipe().settings().rows();
        this.real = new float[batch * size];
        for (int i = 0; i < batch; i++) {
            data.read(i % data.size().orElse(Long.MAX_VALUE), real, i * size);
        }
        this.scores = Math.toIntExact(
                requireNonNull(plan.graphs().judge().orElseThrow().writes().get(Variables.JUDGED_SCORES))
                        .shape()
                        .size());
    }

    SamplesScored read(int step) {
        return new SamplesScored(step, scores(real, step), scores(sampler.draw(batch, key), step));
    }

    private float[] scores(float[] samples, int step) {
        float[] read = new float[scores];
        inputs.write(Variables.JUDGED, samples);
        session.run(Variables.JUDGE, step);
        session.read(Variables.JUDGED_SCORES, read);
        return read;
    }
}
