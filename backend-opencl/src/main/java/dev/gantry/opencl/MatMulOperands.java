package dev.gantry.opencl;

import dev.gantry.engine.plan.Step.MatMul;

/** Dense matrices. */
record MatMulOperands(MatMul step) implements TiledProduct.Operands {

    TiledProduct.Form form() {
        return new TiledProduct.Form(step.batch(), step.m(), step.k(), step.n(), this);
    }

    @Override
    public String left(KernelWriter kernel) {
        return kernel.place(step.left())
                + (step.transposeLeft()
                        ? "[(batch * %du + term) * %du + row]".formatted(step.k(), step.m())
                        : "[(batch * %du + row) * %du + term]".formatted(step.m(), step.k()));
    }

    @Override
    public String right(KernelWriter kernel) {
        return kernel.place(step.right())
                + (step.transposeRight()
                        ? "[(batch * %du + column) * %du + term]".formatted(step.n(), step.k())
                        : "[(batch * %du + term) * %du + column]".formatted(step.k(), step.n()));
    }

    @Override
    public String product(KernelWriter kernel) {
        return kernel.place(step.product()) + "[(batch * %du + row) * %du + column]".formatted(step.m(), step.n());
    }

    @Override
    public boolean leftAlongTerms() {
        return !step.transposeLeft();
    }

    @Override
    public boolean rightAlongTerms() {
        return step.transposeRight();
    }
}
