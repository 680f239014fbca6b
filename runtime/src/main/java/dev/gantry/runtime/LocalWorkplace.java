package dev.gantry.runtime;

import dev.gantry.runtime.run.WorkerTask;
import dev.gantry.runtime.run.Workplace;
import java.util.List;
import java.util.SequencedMap;

/** Workers that take turns in one session of this JVM. */
final class LocalWorkplace implements Workplace {

    private final WorkerSession session;

    /**
     * @param session closed with this
     */
    LocalWorkplace(WorkerSession session) {
        this.session = session;
    }

    @Override
    public List<float[]> run(List<WorkerTask> tasks, SequencedMap<String, float[]> state) {
        return tasks.stream().map(task -> session.run(task, state)).toList();
    }

    @Override
    public void close() {
        session.close();
    }
}
