package dev.gantry.runtime;

import dev.gantry.core.run.TrainingException;
import dev.gantry.runtime.run.EvaluationRequest;
import dev.gantry.runtime.run.EvaluationTask;
import dev.gantry.runtime.run.RunPlace;
import dev.gantry.runtime.run.Workplace;
import java.nio.file.Path;
import java.util.List;

/** Has work done on clusters of some kind; found as a service. */
public interface ClusterProvider {

    /** Whether an address is of this kind; nothing is opened. */
    boolean knows(String address);

    /**
     * Opens a workplace for runs of a plan, whose recipe has several workers.
     *
     * @param plugins JARs that are not on this JVM's own paths
     * @throws TrainingException if it cannot be used
     */
    Workplace workers(String address, List<Path> plugins, TrainingPlan plan);

    /**
     * Opens a place that trains runs.
     *
     * @param plugins JARs that are not on this JVM's own paths
     * @param name of what they are for, as the cluster shows it
     * @throws TrainingException if it cannot be used
     */
    RunPlace runs(String address, List<Path> plugins, String name);

    /**
     * Does tasks of an evaluation.
     *
     * @param plugins JARs that are not on this JVM's own paths
     * @return what each found, in their order
     * @throws TrainingException if one cannot be done
     */
    List<double[]> evaluate(String address, List<Path> plugins, EvaluationRequest request, List<EvaluationTask> tasks);
}
