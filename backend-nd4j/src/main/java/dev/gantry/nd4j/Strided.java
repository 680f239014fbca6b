package dev.gantry.nd4j;

import dev.gantry.core.tensor.Op.Reduction;
import dev.gantry.engine.plan.View;

/** Moves blocks of a loop's elements, in row-major order, from and to memory with gaps and repetitions. */
final class Strided {

    private final long address;
    private final int[] sizes;
    private final long[] strides;
    private final int run;
    private final long runStride;
    private final float[] lanes = Blocks.lanes();

    /**
     * @param address where the view's first element lies
     */
    Strided(View view, long address) {
        View collapsed = view.collapsed();
        int outer = Math.max(0, collapsed.shape().rank() - 1);
        this.address = address;
        this.sizes = new int[outer];
        this.strides = new long[outer];
        for (int axis = 0; axis < outer; axis++) {
            sizes[axis] = collapsed.shape().size(axis);
            strides[axis] = collapsed.strides().get(axis);
        }
        this.run = collapsed.shape().rank() == 0 ? 1 : collapsed.shape().size(-1);
        this.runStride = collapsed.shape().rank() == 0 ? 0 : collapsed.strides().getLast();
    }

    boolean isDense() {
        return sizes.length == 0 && (runStride == 1 || run == 1);
    }

    /** Whether every element is the same one. */
    boolean isOneElement() {
        return sizes.length == 0 && runStride == 0;
    }

    /** The length after which the same elements come again; 0 where they do not. */
    int period() {
        return sizes.length == 1 && strides[0] == 0 && runStride == 1 ? run : 0;
    }

    private long element(long index) {
        long rest = index / run;
        long at = index % run * runStride;
        for (int axis = sizes.length - 1; axis >= 0; axis--) {
            at += rest % sizes[axis] * strides[axis];
            rest /= sizes[axis];
        }
        return address + at * Float.BYTES;
    }

    private int runLength(long index, int done, int count) {
        return (int) Math.min(count - done, run - index % run);
    }

    /** Copies elements {@code start} to {@code start + count} to a block. */
    void load(long start, int count, long block) {
        for (int done = 0; done < count; ) {
            long from = element(start + done);
            int length = runLength(start + done, done, count);
            long to = block + 4L * done;
            if (runStride == 1) {
                Blocks.copy(from, to, length);
            } else if (runStride == 0) {
                Blocks.fill(Blocks.get(from), to, length);
            } else {
                for (int i = 0; i < length; i++) {
                    Blocks.set(to + 4L * i, Blocks.get(from + 4L * i * runStride));
                }
            }
            done += length;
        }
    }

    /** Copies a block to elements {@code start} to {@code start + count}. */
    void store(long block, long start, int count) {
        for (int done = 0; done < count; ) {
            long to = element(start + done);
            int length = runLength(start + done, done, count);
            long from = block + 4L * done;
            if (runStride == 1) {
                Blocks.copy(from, to, length);
            } else {
                for (int i = 0; i < length; i++) {
                    Blocks.set(to + 4L * i * runStride, Blocks.get(from + 4L * i));
                }
            }
            done += length;
        }
    }

    /** Accumulates a block into elements {@code start} to {@code start + count}, of which many are the same one. */
    void reduce(Reduction reduction, long block, long start, int count) {
        for (int done = 0; done < count; ) {
            long to = element(start + done);
            int length = runLength(start + done, done, count);
            long from = block + 4L * done;
            if (runStride == 0) {
                float part =
                        reduction == Reduction.SUM ? Blocks.sum(from, length, lanes) : Blocks.maximum(from, length);
                Blocks.set(to, combined(reduction, Blocks.get(to), part));
            } else if (runStride == 1) {
                Blocks.binary(LoopKernel.combiner(reduction), to, from, to, length);
            } else {
                for (int i = 0; i < length; i++) {
                    long target = to + 4L * i * runStride;
                    Blocks.set(target, combined(reduction, Blocks.get(target), Blocks.get(from + 4L * i)));
                }
            }
            done += length;
        }
    }

    private static float combined(Reduction reduction, float a, float b) {
        return reduction == Reduction.SUM ? a + b : Math.max(a, b);
    }
}
