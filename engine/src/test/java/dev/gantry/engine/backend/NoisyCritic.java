package dev.gantry.engine.backend;

import dev.gantry.core.tensor.Gradients;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.plan.Graph;
import dev.gantry.engine.plan.Passes;
import dev.gantry.engine.plan.Plan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** A network of two layers whose parameters, a flat vector, learn to tell data from noise. */
public final class NoisyCritic {

    private static final int BATCH = 64;

    /** How many values the variable {@code data} has. */
    public static final int DATA = BATCH * 2;

    private NoisyCritic() {}

    public static Plan plan(Passes passes) {
        int hidden = 32;
        Tensor parameters = Tensor.variable("parameters", Shape.of(4 * hidden + 1));
        Tensor noisy =
                parameters.add(Tensor.normal(parameters.shape(), "jitter").mul(0.1));
        Tensor weights = noisy.slice(0, 0, 2 * hidden).reshape(2, hidden);
        Tensor bias = noisy.slice(0, 2 * hidden, 3 * hidden);
        Tensor readout = noisy.slice(0, 3 * hidden, 4 * hidden).reshape(hidden, 1);
        Tensor samples = Tensor.concat(
                0, List.of(Tensor.variable("data", Shape.of(BATCH, 2)), Tensor.normal(Shape.of(BATCH, 2), "noise")));
        Tensor scores = samples.matmul(weights).add(bias).leakyRelu(0.2).matmul(readout);
        Tensor loss = scores.slice(0, 0, BATCH)
                .neg()
                .softplus()
                .mean()
                .add(scores.slice(0, BATCH, 2 * BATCH).softplus().mean());
        SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
        writes.put("loss", loss);
        writes.put("parameters", parameters.sub(Gradients.of(loss, parameters).mul(0.1)));
        return Plan.of(List.of(new Graph("train", writes)), passes);
    }

    public static void replay(Session session, int steps, float[] data, float[] loss) {
        for (int step = 0; step < steps; step++) {
            session.write("data", data);
            session.run("train", step);
            session.read("loss", loss);
        }
    }
}
