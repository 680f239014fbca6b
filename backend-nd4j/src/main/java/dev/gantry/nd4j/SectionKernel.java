package dev.gantry.nd4j;

import dev.gantry.engine.backend.StepTimes;
import java.util.Arrays;
import java.util.List;

/** The shards of a section side by side, each by one thread. Who runs a shard changes nothing of its results. */
final class SectionKernel implements Kernel {

    private final Kernel[][] shards;
    private final Workers workers;
    private long step;

    /** Kept, so that handing it over allocates nothing. */
    private final Workers.Work work = this::runShards;

    SectionKernel(List<Kernel[]> shards, Workers workers) {
        this.shards = shards.toArray(Kernel[][]::new);
        this.workers = workers;
    }

    @Override
    public void run(long step) {
        this.step = step;
        workers.run(work);
    }

    private void runShards(int worker) {
        for (int shard = worker; shard < shards.length; shard += workers.count()) {
            for (Kernel kernel : shards[shard]) {
                kernel.run(step);
            }
        }
    }

    @Override
    public int steps() {
        return Arrays.stream(shards).mapToInt(kernels -> kernels.length).sum();
    }

    @Override
    public void runTimed(String program, int first, long step, StepTimes times) {
        workers.run(worker -> {
            int index = first;
            for (int shard = 0; shard < shards.length; shard++) {
                for (Kernel kernel : shards[shard]) {
                    if (shard % workers.count() == worker) {
                        long begin = System.nanoTime();
                        kernel.run(step);
                        times.ran(program, index, worker, begin, System.nanoTime());
                    }
                    index++;
                }
            }
        });
    }
}
