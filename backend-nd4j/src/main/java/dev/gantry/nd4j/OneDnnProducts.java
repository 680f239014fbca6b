package dev.gantry.nd4j;

import dev.gantry.engine.plan.Step.MatMul;

/** Matrix products by the function of oneDNN that has no set-up; {@link OneDnnMatMul} is faster at some. */
final class OneDnnProducts implements Kernel {

    private final MatMul step;
    private final long left;
    private final long right;
    private final long product;

    OneDnnProducts(MatMul step, Memory memory) {
        this.step = step;
        this.left = memory.address(step.left());
        this.right = memory.address(step.right());
        this.product = memory.address(step.product());
    }

    @Override
    public void run(long unused) {
        for (long matrix = 0; matrix < step.batch(); matrix++) {
            OneDnn.product(
                    step.transposeLeft(),
                    step.transposeRight(),
                    step.m(),
                    step.n(),
                    step.k(),
                    left + matrix * step.m() * step.k() * Float.BYTES,
                    step.transposeLeft() ? step.m() : step.k(),
                    right + matrix * step.k() * step.n() * Float.BYTES,
                    step.transposeRight() ? step.k() : step.n(),
                    product + matrix * step.m() * step.n() * Float.BYTES,
                    step.n());
        }
    }
}
