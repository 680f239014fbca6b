package dev.gantry.engine.plan;

/** What the operands of products and convolutions are; sums, and everything else, are single precision. */
public enum Precision {
    FLOAT32,

    /** The exponents of single precision, and 8 bits of precision. */
    BFLOAT16;

    private static final int PRECISION_BITS = 8;

    /** The nearest bfloat16 as IEEE 754 rounds: ties to even, beyond the largest to infinity, subnormal numbers kept. */
    public static double bfloat16(double x) {
        int exponent = Math.max(Math.getExponent(x), Float.MIN_EXPONENT);
        double spacing = Math.scalb(1.0, exponent - (PRECISION_BITS - 1));
        double rounded = Math.rint(x / spacing) * spacing;
        return Math.abs(rounded) > Float.MAX_VALUE ? Math.copySign(Double.POSITIVE_INFINITY, x) : rounded;
    }
}
