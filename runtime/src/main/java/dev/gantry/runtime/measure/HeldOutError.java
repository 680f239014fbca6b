package dev.gantry.runtime.measure;

import dev.gantry.core.data.Samples;
import dev.gantry.engine.backend.Session;
import dev.gantry.runtime.data.Inputs;
import dev.gantry.runtime.trace.Variables;

/** How often a condition is wrong about samples that no update sees. */
public final class HeldOutError {

    private final Session session;
    private final Inputs inputs;
    private final Samples samples;
    private final float[] batch;
    private final float[] labels;
    private final float[] error = new float[1];

    public HeldOutError(Session session, Inputs inputs, Samples samples, int batch) {
        this.session = session;
        this.inputs = inputs;
        this.samples = samples;
        this.batch = new float[Math.toIntExact(batch * samples.shape().size())];
        this.labels = new float[batch];
    }

    /** The share of wrong answers, from 0 to 1; the labelled batch of the step is overwritten. */
    public double measure() {
        int values = Math.toIntExact(samples.shape().size());
        long batches = samples.size().orElseThrow() / labels.length;
        double sum = 0;
        for (long k = 0; k < batches; k++) {
            for (int i = 0; i < labels.length; i++) {
                long index = k * labels.length + i;
                samples.read(index, batch, i * values);
                labels[i] = samples.label(index);
            }
            inputs.write(Variables.LABELLED, batch);
            inputs.write(Variables.LABELLED_LABELS, labels);
            session.run(Variables.HELD_OUT, k);
            session.read(Variables.HELD_OUT_ERROR, error);
            sum += error[0];
        }
        return sum / batches;
    }
}
