package dev.gantry.spark;

import dev.gantry.core.component.UnsuitableException;
import dev.gantry.core.data.DataException;
import dev.gantry.core.run.TrainingException;
import dev.gantry.runtime.Evaluation;
import dev.gantry.runtime.component.PluginException;
import dev.gantry.runtime.recipe.RecipeException;
import dev.gantry.runtime.run.EvaluationTask;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/** Does a task of an evaluation on an executor. What would fail again is told, anything else is for Spark to try once more. */
final class EvaluationFunction implements Function<EvaluationTask, Finding> {

    private static final long serialVersionUID = 1L;

    private final String evaluation = UUID.randomUUID().toString();
    private final Broadcast<SentEvaluation> sent;

    EvaluationFunction(Broadcast<SentEvaluation> sent) {
        this.sent = sent;
    }

    @Override
    public Finding call(EvaluationTask task) {
        try {
            return Finding.of(bytes(ExecutorSession.of(evaluation, Evaluation.class, sent.value()::open)
                    .run(task)));
        } catch (RecipeException | PluginException | DataException | TrainingException | UnsuitableException e) {
            return Finding.failed("on " + WorkerFunction.host() + ": " + WorkerFunction.inOneLine(e));
        }
    }

    private static byte[] bytes(double[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Double.BYTES));
        bytes.asDoubleBuffer().put(values);
        return bytes.array();
    }

    static double[] doubles(byte[] bytes) {
        double[] values = new double[bytes.length / Double.BYTES];
        ByteBuffer.wrap(bytes).asDoubleBuffer().get(values);
        return values;
    }
}
