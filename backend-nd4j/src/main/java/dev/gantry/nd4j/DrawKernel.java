package dev.gantry.nd4j;

import dev.gantry.core.random.Philox;
import dev.gantry.core.tensor.Op.Distribution;
import dev.gantry.engine.plan.Step.Draw;

/** Fills memory with random numbers, the same that the reference backend draws but for their rounding. */
final class DrawKernel implements Kernel {

    private final Distribution distribution;
    private final long key;
    private final long address;
    private final long first;
    private final long size;
    private final int[] words = new int[4];

    /**
     * @param address where the draws go, which need not be the step's target
     */
    DrawKernel(Draw step, long address, long seed) {
        this.distribution = step.random().distribution();
        this.key = Philox.key(seed, step.random().stream());
        this.address = address;
        this.first = step.random().first();
        this.size = step.target().shape().size();
    }

    @Override
    public void run(long step) {
        long end = first + size;
        for (long block = first >>> 2; block << 2 < end; block++) {
            Philox.block(key, step, block, words);
            for (long index = Math.max(first, block << 2); index < Math.min(end, (block + 1) << 2); index++) {
                int lane = (int) (index & 3);
                double value = distribution == Distribution.UNIFORM
                        ? Philox.uniform(words[lane])
                        : Philox.normal(words[lane & 2], words[(lane & 2) + 1], (lane & 1) == 1);
                Blocks.set(address + 4 * (index - first), (float) value);
            }
        }
    }
}
