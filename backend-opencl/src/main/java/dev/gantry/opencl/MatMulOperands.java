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
                        ? "[(%sterm) * %du + row]".formatted(before(step.k()), step.m())
                        : "[(%srow) * %du + term]".formatted(before(step.m()), step.k()));
    }

    @Override
    public String right(KernelWriter kernel) {
        return kernel.place(step.right())
                + (step.transposeRight()
                        ? "[(%scolumn) * %du + term]".formatted(before(step.n()), step.k())
                        : "[(%sterm) * %du + column]".formatted(before(step.k()), step.n()));
    }

    @Override
    public String product(KernelWriter kernel) {
        return kernel.place(step.product()) + "[(%srow) * %du + column]".formatted(before(step.m()), step.n());
    }

    /** The lines of the matrices before, where there are any. */
    private String before(int lines) {
        return step.batch() > 1 ? "batch * %du + ".formatted(lines) : "";
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
