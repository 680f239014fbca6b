package dev.gantry.engine.backend;

/** A session of a device that computes in single precision: what is asked for in double precision is narrowed and widened. */
public abstract class SinglePrecisionSession implements Session {

    /** How many values are made wider at a time. */
    private static final int PART = 1 << 13;

    /** For subclasses. */
    protected SinglePrecisionSession() {}

    /** How many values a variable holds; throws {@link IllegalArgumentException} if there is none of that name. */
    protected abstract int length(String variable);

    /** Copies a part of a variable's value, from its element {@code first} on in row-major order. */
    protected abstract void read(String variable, int first, float[] target);

    @Override
    public final void write(String variable, double[] values) {
        float[] narrow = new float[values.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) values[i];
        }
        write(variable, narrow);
    }

    @Override
    public final double[] read(String variable) {
        double[] values = new double[length(variable)];
        read(variable, 0, values);
        return values;
    }

    @Override
    public final void read(String variable, int first, double[] target) {
        float[] narrow = new float[Math.min(PART, target.length)];
        for (int i = 0; i < target.length; i += narrow.length) {
            int count = Math.min(narrow.length, target.length - i);
            float[] part = count == narrow.length ? narrow : new float[count];
            read(variable, first + i, part);
            for (int j = 0; j < count; j++) {
                target[i + j] = part[j];
            }
        }
    }
}
