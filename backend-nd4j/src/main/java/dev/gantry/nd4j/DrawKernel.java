package dev.gantry.nd4j;

import dev.gantry.core.random.Philox;
import dev.gantry.core.tensor.Op.Distribution;
import dev.gantry.engine.plan.Step.Draw;

/** Fills memory with random numbers, the same that the reference backend draws but for their rounding. */
final class DrawKernel implements Kernel {

    private final Distribution distribution;
    private final long key;
    private final long address;
    private final long size;
    private final int[] words = new int[4];

    /**
     * @param address where the draws go, which need not be the step's target
     */
    DrawKernel(Draw step, long address, long seed) {
        this.distribution = step.random().distribution();
        this.key = Philox.key(seed, step.random().stream());
        this.address = address;
        this.size = step.target().shape().size();
    }

    @Override
    public void run(long step) {
        for (long index = 0; index < size; index += 4) {
            Philox.block(key, step, index >>> 2, words);
            int count = (int) Math.min(4, size - index);
            for (int lane = 0; lane < count; lane++) {
                double value = distribution == Distribution.UNIFORM
                        ? Philox.uniform(words[lane])
                        : Philox.normal(words[lane & 2], words[(lane & 2) + 1], (lane & 1) == 1);
                Blocks.set(address + 4 * (index + lane), (float) value);
            }
        }
    }
}
