package dev.gantry.nd4j;

import dev.gantry.engine.plan.Step.MatMul;

/** Matrix products by oneDNN, each divided over the cores: by rows of the result, or by columns where there are few rows. */
final class OneDnnProducts implements Kernel {

    /** Fewer operations than this are done sooner by one core than handed to another. */
    private static final long PARALLEL_WORK = 400_000;

    /** Shares begin at whole cache lines, and at whole tiles of the library's kernels. */
    private static final int TILE = 16;

    private final MatMul step;
    private final Workers workers;
    private final long left;
    private final long right;
    private final long product;
    private final boolean byRows;

    /** The rows or columns that are divided. */
    private final int length;

    private final int shares;

    /** Kept, so that handing it over allocates nothing. */
    private final Workers.Work share = this::runShare;

    OneDnnProducts(MatMul step, Memory memory, Workers workers) {
        this.step = step;
        this.workers = workers;
        this.left = memory.address(step.left());
        this.right = memory.address(step.right());
        this.product = memory.address(step.product());
        this.byRows = step.m() >= step.n() || step.m() >= 2 * TILE * workers.count();
        this.length = byRows ? step.m() : step.n();
        this.shares = step.flops() < PARALLEL_WORK ? 1 : Math.min(workers.count(), Math.ceilDiv(length, TILE));
    }

    @Override
    public void run(long unused) {
        if (shares == 1) {
            runShare(0);
        } else {
            workers.run(share);
        }
    }

    private void runShare(int number) {
        if (number >= shares) {
            return;
        }
        int first = begin(number);
        int count = begin(number + 1) - first;
        long leftWidth = step.transposeLeft() ? step.m() : step.k();
        long rightWidth = step.transposeRight() ? step.k() : step.n();
        long leftOffset = byRows ? (step.transposeLeft() ? first : first * leftWidth) : 0;
        long rightOffset = byRows ? 0 : (step.transposeRight() ? first * rightWidth : first);
        long productOffset = byRows ? (long) first * step.n() : first;
        for (long matrix = 0; matrix < step.batch(); matrix++) {
            OneDnn.product(
                    step.transposeLeft(),
                    step.transposeRight(),
                    byRows ? count : step.m(),
                    byRows ? step.n() : count,
                    step.k(),
                    at(left, matrix * step.m() * step.k() + leftOffset),
                    leftWidth,
                    at(right, matrix * step.k() * step.n() + rightOffset),
                    rightWidth,
                    at(product, matrix * step.m() * step.n() + productOffset),
                    step.n());
        }
    }

    private int begin(int number) {
        return (int) Math.min(length, (long) Math.ceilDiv(length, TILE) * number / shares * TILE);
    }

    private static long at(long address, long element) {
        return address + element * Float.BYTES;
    }
}
