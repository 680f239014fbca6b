package dev.gantry.app;

import dev.gantry.core.run.TrainingException;
import dev.gantry.runtime.ClusterProvider;
import dev.gantry.runtime.TrainingPlan;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.run.EvaluationRequest;
import dev.gantry.runtime.run.EvaluationTask;
import dev.gantry.runtime.run.RunPlace;
import dev.gantry.runtime.run.WorkerTask;
import dev.gantry.runtime.run.Workplace;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CountDownLatch;
import org.apache.logging.log4j.LogManager;

/** A cluster, at the address {@code waiting}, whose runs do not end before they are told to stop, and which has no workers. */
public final class WaitingCluster implements ClusterProvider {

    @Override
    public boolean knows(String address) {
        return address.equals("waiting");
    }

    @Override
    public RunPlace runs(String address, List<Path> plugins, String name) {
        return new WaitingRuns();
    }

    private static final class WaitingRuns implements RunPlace {

        private final CountDownLatch stopped = new CountDownLatch(1);

        @Override
        public int atOnce() {
            return 1;
        }

        @Override
        public Optional<String> train(Recipe recipe, Path folder) throws InterruptedException {
            stopped.await();
            throw new InterruptedException("stopped");
        }

        @Override
        public void stop() {
            stopped.countDown();
        }

        @Override
        public void close() {}
    }

    @Override
    public Workplace workers(String address, List<Path> plugins, TrainingPlan plan) {
        return new NoWorkers();
    }

    /** Of which loggers of a cluster and of a plugin tell. */
    private static final class NoWorkers implements Workplace {

        @Override
        public List<float[]> run(List<WorkerTask> tasks, SequencedMap<String, float[]> state) {
            LogManager.getLogger("org.apache.spark.Cluster").warn("chatter of a cluster");
            LogManager.getLogger("org.example.Plugin").warn("news of a plugin");
            throw new TrainingException("there are no workers");
        }

        @Override
        public void close() {}
    }

    @Override
    public List<double[]> evaluate(
            String address, List<Path> plugins, EvaluationRequest request, List<EvaluationTask> tasks) {
        throw new UnsupportedOperationException();
    }
}
