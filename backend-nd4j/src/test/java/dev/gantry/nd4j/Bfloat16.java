package dev.gantry.nd4j;

/** Rounding by looking at both neighbours. */
final class Bfloat16 {

    private Bfloat16() {}

    /** The nearer of the two numbers with 16 lower bits of zeros around a finite one; at the same distance, the even one. */
    static float rounded(float x) {
        int bits = Float.floatToRawIntBits(x);
        int inner = bits & 0xffff0000;
        int outer = inner + 0x10000;
        double toInner = Math.abs((double) x - Float.intBitsToFloat(inner));
        double toOuter = Math.abs((double) x - Float.intBitsToFloat(outer));
        boolean isInnerEven = (inner & 0x10000) == 0;
        return Float.intBitsToFloat(toInner < toOuter || toInner == toOuter && isInnerEven ? inner : outer);
    }

    static double[] rounded(double[] values) {
        double[] rounded = new double[values.length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = rounded((float) values[i]);
        }
        return rounded;
    }
}
