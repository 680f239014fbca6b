package dev.gantry.spark;

import com.typesafe.config.ConfigRenderOptions;
import dev.gantry.core.run.TrainingException;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.run.WorkerTask;
import dev.gantry.runtime.run.Workplace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Workers on the executors of a Spark cluster: a round is a job with a task for each. Where an executor is lost, Spark has its tasks
 * done by another.
 */
final class SparkWorkplace implements Workplace {

    /** As Spark writes of a task that failed. */
    private static final Pattern LOST = Pattern.compile("\\(TID \\d+\\) \\(([^ )]+) executor \\w+\\)");

    private final JavaSparkContext context;
    private final Runnable release;
    private final String recipe;
    private final String run = UUID.randomUUID().toString();

    /**
     * @param release of the context, when this is closed
     */
    SparkWorkplace(JavaSparkContext context, Runnable release, Recipe recipe) {
        this.context = context;
        this.release = release;
        this.recipe = recipe.effective().root().render(ConfigRenderOptions.concise());
    }

    /**
     * Asks executors for their Java, in as many tasks as there are workers.
     *
     * @throws TrainingException if one is too old
     */
    void checkJava(int workers) {
        List<Integer> numbers = IntStream.range(0, workers).boxed().toList();
        try {
            context.parallelize(new ArrayList<>(numbers), workers).map(new JavaVersion()).collect().stream()
                    .filter(problem -> !problem.isEmpty())
                    .findFirst()
                    .ifPresent(problem -> {
                        throw new TrainingException(problem);
                    });
        } catch (RuntimeException e) {
            throw explained(e);
        }
    }

    @Override
    public List<float[]> run(List<WorkerTask> tasks, SequencedMap<String, float[]> state) {
        Broadcast<WorkerState> broadcast = context.broadcast(WorkerState.of(state));
        try {
            List<Finding> found = context.parallelize(new ArrayList<>(tasks), tasks.size())
                    .map(new WorkerFunction(run, recipe, broadcast))
                    .collect();
            found.stream()
                    .flatMap(each -> each.whyFailed().stream())
                    .findFirst()
                    .ifPresent(why -> {
                        throw new TrainingException(why);
                    });
            return found.stream().map(each -> WorkerState.floats(each.vector())).toList();
        } catch (RuntimeException e) {
            throw explained(e);
        } finally {
            broadcast.destroy();
        }
    }

    /** In one line, with the host where Spark tells of it. */
    private static TrainingException explained(RuntimeException e) {
        if (e instanceof TrainingException told) {
            return told;
        }
        String message = String.valueOf(e.getMessage());
        Matcher lost = LOST.matcher(message);
        String where = lost.find() ? "the executor on " + lost.group(1) : "an executor";
        String why;
        if (message.contains("UnsupportedClassVersionError")) {
            why = where + " has a Java that is too old; it needs " + JavaVersion.OLDEST + " or newer";
        } else if (message.contains("OutOfMemoryError") || message.contains("exit code 137")) {
            why = where + " ran out of memory; give executors more (spark.executor.memory), or make batch-size less";
        } else if (message.contains("ClassNotFoundException") || message.contains("NoClassDefFoundError")) {
            why = where + " lacks a JAR: " + reason(message) + ". Give it with --jars";
        } else {
            why = where + " failed: " + reason(message);
        }
        return new TrainingException(why, e);
    }

    private static String reason(String message) {
        return Optional.of(message)
                .flatMap(text -> text.lines()
                        .filter(line -> line.contains("Exception") || line.contains("Error"))
                        .findFirst())
                .orElse(message)
                .strip();
    }

    @Override
    public void close() {
        release.run();
    }
}
