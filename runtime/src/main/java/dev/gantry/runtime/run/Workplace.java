package dev.gantry.runtime.run;

import java.util.List;
import java.util.SequencedMap;

/** Where the workers of a run compute. What they compute is the same everywhere, to the bit. */
public interface Workplace extends AutoCloseable {

    /**
     * Has each worker do its task, in any order or at once, and again where one is lost.
     *
     * @param state the variables that the tasks begin with, by name; not changed, and not kept
     * @return what each found, in the order of the tasks
     * @throws dev.gantry.core.run.TrainingException if a task cannot be done; the message says where
     */
    List<float[]> run(List<WorkerTask> tasks, SequencedMap<String, float[]> state);

    @Override
    void close();
}
