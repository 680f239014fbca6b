package dev.gantry.spark;

import dev.gantry.core.run.TrainingException;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.run.RunPlace;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.api.java.JavaSparkContext;

/** Runs on the executors of a Spark cluster: each is a job of one task, whose result is the run's folder. */
final class SparkRuns implements RunPlace {

    private final SparkCluster cluster;
    private final String group = UUID.randomUUID().toString();
    private volatile boolean stopped;

    /**
     * @param cluster closed with this
     */
    SparkRuns(SparkCluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public int atOnce() {
        return cluster.context().defaultParallelism();
    }

    @Override
    public Optional<String> train(Recipe recipe, Path folder) throws InterruptedException {
        JavaSparkContext context = cluster.context();
        context.setJobGroup(group, recipe.settings().name(), true);
        Finding ended;
        try {
            ended = cluster.run(List.of(SparkWorkplace.json(recipe)), new RunFunction(folder.toString()))
                    .getFirst();
        } catch (TrainingException e) {
            if (stopped) {
                throw (InterruptedException) new InterruptedException("stopped").initCause(e);
            }
            if (context.sc().isStopped()) {
                throw e;
            }
            return Optional.of(String.valueOf(e.getMessage()));
        }
        if (ended.bytes().length > 0) {
            FolderBytes.unpack(ended.bytes(), folder);
        }
        return ended.whyFailed();
    }

    @Override
    public void stop() {
        stopped = true;
        cluster.context().sc().cancelJobGroupAndFutureJobs(group);
    }

    @Override
    public void close() {
        cluster.close();
    }
}
