package dev.gantry.core.component;

/** The same number in every step. */
record ConstantSchedule(double value) implements Schedule {

    @Override
    public double at(Progress progress) {
        return value;
    }

    @Override
    public boolean isConstant() {
        return true;
    }
}
