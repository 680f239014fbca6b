package dev.gantry.runtime;

import dev.gantry.core.run.TrainingException;
import dev.gantry.runtime.run.Workplace;

/** Opens workplaces at addresses of some kind, such as those of a cluster; found as a service. */
public interface WorkplaceProvider {

    /** Whether an address is of this kind; nothing is opened. */
    boolean knows(String address);

    /**
     * Opens a workplace for runs of a plan, whose recipe has several workers.
     *
     * @throws TrainingException if it cannot be used
     */
    Workplace open(String address, TrainingPlan plan);
}
