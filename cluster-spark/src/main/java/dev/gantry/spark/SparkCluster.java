package dev.gantry.spark;

import dev.gantry.core.run.TrainingException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;

/** The executors of a Spark cluster. */
final class SparkCluster implements AutoCloseable {

    private final JavaSparkContext context;
    private final Runnable release;

    /**
     * @param release of the context, when this is closed
     */
    SparkCluster(JavaSparkContext context, Runnable release) {
        this.context = context;
        this.release = release;
    }

    JavaSparkContext context() {
        return context;
    }

    /**
     * Asks executors for their Java, in so many tasks.
     *
     * @throws TrainingException if one is too old
     */
    void checkJava(int tasks) {
        run(Collections.nCopies(tasks, 0), new JavaVersion()).stream()
                .filter(problem -> !problem.isEmpty())
                .findFirst()
                .ifPresent(problem -> {
                    throw new TrainingException(problem);
                });
    }

    /**
     * Has tasks done, again where an executor is lost.
     *
     * @return what came of each, in their order
     * @throws TrainingException if one cannot be done; the message says where
     */
    <T, R> List<R> run(List<T> tasks, Function<T, R> function) {
        try {
            return context.parallelize(new ArrayList<>(tasks), tasks.size())
                    .map(function)
                    .collect();
        } catch (Exception e) {
            // Scala declares none of those that it throws.
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new TrainingException(ExecutorFailure.told(String.valueOf(e.getMessage())), e);
        }
    }

    /**
     * Has tasks done whose failures, where they would come again, are told by what is found.
     *
     * @return what was found by each, in their order
     * @throws TrainingException if one cannot be done; the message says where
     */
    <T> List<byte[]> find(List<T> tasks, Function<T, Finding> function) {
        List<Finding> found = run(tasks, function);
        found.stream().flatMap(each -> each.whyFailed().stream()).findFirst().ifPresent(why -> {
            throw new TrainingException(why);
        });
        return found.stream().map(Finding::bytes).toList();
    }

    @Override
    public void close() {
        release.run();
    }
}
