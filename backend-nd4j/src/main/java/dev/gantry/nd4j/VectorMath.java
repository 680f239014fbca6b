package dev.gantry.nd4j;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Functions of vectors made of exactly rounded steps alone. The Vector API's own exponential and logarithm give other last
 * bits once they are compiled than before, so that a run could not be repeated to the bit.
 */
final class VectorMath {

    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

    private static final FloatVector ONE = FloatVector.broadcast(SPECIES, 1f);
    private static final float LN2_HIGH = 355f / 512;
    private static final float LN2_LOW = -2.1219444e-4f;
    private static final float LARGEST_EXPONENT = 88.72283f;
    private static final float SMALLEST_EXPONENT = -87.33654f;
    private static final float ROUNDING = 0x1.8p23f;
    private static final int ROUNDING_BITS = Float.floatToRawIntBits(ROUNDING);
    private static final float TWO_TO_23 = 0x1p23f;
    private static final int TWO_TO_23_BITS = Float.floatToRawIntBits(TWO_TO_23);
    private static final float ROOT_HALF = 0.70710677f;
    private static final float TWO_OVER_ROOT_PI = (float) (2 / Math.sqrt(Math.PI));

    private VectorMath() {}

    /** Reduced by multiples of ln 2, then a polynomial (Moshier, Cephes, expf); 0 below the smallest normal result. */
    static FloatVector exp(FloatVector x) {
        FloatVector bounded = x.max(SMALLEST_EXPONENT).min(LARGEST_EXPONENT);
        FloatVector scaled = bounded.mul(1.442695f);
        // Adding this leaves a whole number in the low bits; a conversion would make an object of every vector.
        FloatVector shifted = scaled.add(ROUNDING);
        FloatVector whole = shifted.sub(ROUNDING);
        IntVector power = shifted.reinterpretAsInts().sub(ROUNDING_BITS);
        FloatVector r = bounded.sub(whole.mul(LN2_HIGH)).sub(whole.mul(LN2_LOW));
        FloatVector polynomial = r.mul(1.9875691e-4f)
                .add(1.3981999e-3f)
                .mul(r)
                .add(8.333452e-3f)
                .mul(r)
                .add(4.1665796e-2f)
                .mul(r)
                .add(0.16666666f)
                .mul(r)
                .add(0.5f)
                .mul(r)
                .mul(r)
                .add(r)
                .add(1f);
        // In two factors, since 2^128 is no float.
        IntVector first = power.lanewise(VectorOperators.ASHR, 1);
        FloatVector result = polynomial
                .mul(first.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats())
                .mul(power.sub(first)
                        .add(127)
                        .lanewise(VectorOperators.LSHL, 23)
                        .reinterpretAsFloats());
        return result.blend(0f, x.compare(VectorOperators.LT, SMALLEST_EXPONENT))
                .blend(Float.POSITIVE_INFINITY, x.compare(VectorOperators.GT, LARGEST_EXPONENT))
                .blend(x, x.compare(VectorOperators.NE, x));
    }

    /** Mantissa and exponent apart, then a polynomial (Moshier, Cephes, logf); subnormal numbers count as 0. */
    static FloatVector log(FloatVector x) {
        IntVector bits = x.reinterpretAsInts();
        IntVector exponent = bits.lanewise(VectorOperators.LSHR, 23);
        FloatVector mantissa = bits.and(0x007fffff).or(0x3f000000).reinterpretAsFloats();
        VectorMask<Float> small = mantissa.compare(VectorOperators.LT, ROOT_HALF);
        FloatVector e = exponent.or(TWO_TO_23_BITS).reinterpretAsFloats().sub(TWO_TO_23 + 126);
        e = e.blend(e.sub(1f), small);
        FloatVector m = mantissa.blend(mantissa.add(mantissa), small).sub(1f);
        FloatVector square = m.mul(m);
        FloatVector polynomial = m.mul(7.0376836e-2f)
                .sub(0.1151461f)
                .mul(m)
                .add(0.116769984f)
                .mul(m)
                .sub(0.12420141f)
                .mul(m)
                .add(0.14249323f)
                .mul(m)
                .sub(0.16668057f)
                .mul(m)
                .add(0.20000714f)
                .mul(m)
                .sub(0.24999994f)
                .mul(m)
                .add(0.3333333f)
                .mul(m)
                .mul(square);
        FloatVector result =
                m.add(polynomial.add(e.mul(LN2_LOW)).sub(square.mul(0.5f))).add(e.mul(LN2_HIGH));
        return result.blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.LT, Float.MIN_NORMAL))
                .blend(Float.NaN, x.compare(VectorOperators.LT, 0f))
                .blend(x, x.compare(VectorOperators.EQ, Float.POSITIVE_INFINITY))
                .blend(x, x.compare(VectorOperators.NE, x));
    }

    /** With the rounding of 1 + x divided out again (Kahan). */
    static FloatVector log1p(FloatVector x) {
        FloatVector y = x.add(1f);
        FloatVector rounded = y.sub(1f);
        FloatVector result = log(y).mul(x.div(rounded));
        return result.blend(x, rounded.compare(VectorOperators.EQ, 0f))
                .blend(x, x.compare(VectorOperators.EQ, Float.POSITIVE_INFINITY));
    }

    /** A polynomial near zero (Moshier, Cephes, tanhf), elsewhere by the exponential. */
    static FloatVector tanh(FloatVector x) {
        FloatVector size = x.abs();
        FloatVector exponential = exp(size.add(size));
        FloatVector square = x.mul(x);
        FloatVector near = square.mul(-5.7049887e-3f)
                .add(2.0639088e-2f)
                .mul(square)
                .sub(5.3739715e-2f)
                .mul(square)
                .add(0.13331442f)
                .mul(square)
                .sub(0.3333328f)
                .mul(square)
                .mul(x)
                .add(x);
        FloatVector far = ONE.sub(FloatVector.broadcast(SPECIES, 2f).div(exponential.add(1f)));
        far = far.blend(far.neg(), x.compare(VectorOperators.LT, 0f));
        return far.blend(near, size.compare(VectorOperators.LT, 0.625f)).blend(x, x.compare(VectorOperators.NE, x));
    }

    static FloatVector sigmoid(FloatVector x) {
        return ONE.div(exp(x.neg()).add(1f));
    }

    /** Abramowitz and Stegun 7.1.26, to 1.5e-7; near zero the series' first two terms, which keep the relative error small. */
    static FloatVector erf(FloatVector x) {
        FloatVector size = x.abs();
        FloatVector exponential = exp(size.mul(size).neg());
        FloatVector t = ONE.div(size.mul(0.3275911f).add(1f));
        FloatVector polynomial = t.mul(1.0614054f)
                .sub(1.4531521f)
                .mul(t)
                .add(1.4214138f)
                .mul(t)
                .sub(0.28449672f)
                .mul(t)
                .add(0.2548296f)
                .mul(t);
        FloatVector far = ONE.sub(polynomial.mul(exponential));
        FloatVector near =
                size.mul(TWO_OVER_ROOT_PI).mul(size.mul(size).mul(-1 / 3f).add(1f));
        FloatVector result = far.blend(near, size.compare(VectorOperators.LT, 0.03f));
        return result.blend(result.neg(), x.compare(VectorOperators.LT, 0f));
    }

    /** The nearest bfloat16, which has the upper 16 bits: a carry from the lower ones rounds, at ties if that makes it even. */
    static FloatVector bfloat16(FloatVector x) {
        IntVector bits = x.reinterpretAsInts();
        IntVector odd = bits.lanewise(VectorOperators.LSHR, 16).and(1);
        FloatVector rounded = bits.add(odd).add(0x7fff).and(0xffff0000).reinterpretAsFloats();
        return rounded.blend(x, x.compare(VectorOperators.NE, x));
    }
}
