package dev.gantry.runtime;

import dev.gantry.core.tensor.Shape;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.plan.Graph;
import dev.gantry.engine.plan.Plan;
import dev.gantry.runtime.data.Inputs;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.trace.RecipeTracer;
import dev.gantry.runtime.trace.Variables;
import java.util.Arrays;
import java.util.List;

/**
 * Real samples as the critic sees them.
 *
 * @param shape of one sample; that of the data, where regularizers do not change how large samples are
 * @param samples one behind the other
 */
@SuppressWarnings("ArrayRecordComponent") // millions of values
public record CriticView(Shape shape, float[] samples) {

    static CriticView of(TrainingPlan plan, int count) {
        Recipe recipe = plan.recipe();
        RecipeTracer tracer =
                new RecipeTracer(recipe, plan.sampleShape(), plan.data().classes());
        List<Graph> graphs = tracer.criticView();
        Shape batch = graphs.getLast().writes().sequencedValues().getFirst().shape();
        Plan planned = Plan.of(graphs, recipe.settings().backend().on(plan.backend()));
        int batchSize = recipe.settings().rows();
        int sampleSize = Math.toIntExact(plan.sampleShape().size());
        float[] real = plan.data().draw(count, recipe.settings().seed());
        int available = real.length / sampleSize;
        int batches = Math.ceilDiv(available, batchSize);
        float[] seen = new float[batches * batch.length()];
        try (Session session = plan.backend().compile(planned, recipe.settings().seed())) {
            session.run(Variables.INITIALIZE, 0);
            Inputs inputs = new Inputs(session, planned);
            inputs.write(Variables.PROGRESS, 0);
            inputs.write(tracer.scheduled(), recipe.progress(0));
            float[] given = new float[batchSize * sampleSize];
            float[] view = new float[batch.length()];
            for (int i = 0; i < batches; i++) {
                for (int j = 0; j < batchSize; j++) {
                    // The first samples fill the last batch.
                    int sample = (i * batchSize + j) % available;
                    System.arraycopy(real, sample * sampleSize, given, j * sampleSize, sampleSize);
                }
                inputs.write(Variables.REAL, given);
                session.run(Variables.VIEW, i);
                session.read(Variables.VIEWED, view);
                System.arraycopy(view, 0, seen, i * view.length, view.length);
            }
        }
        // Samples that are joined lie one behind the other all the same.
        Shape one = batch.size() == (long) batchSize * sampleSize ? plan.sampleShape() : batch.dropFirst();
        int shown = Math.toIntExact(Math.min(available, seen.length / one.size()));
        return new CriticView(one, Arrays.copyOf(seen, Math.toIntExact(shown * one.size())));
    }
}
