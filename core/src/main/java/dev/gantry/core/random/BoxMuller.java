package dev.gantry.core.random;

/**
 * The transform of Box and Muller (1958), of sums, products, quotients and roots alone, which IEEE 754 has every machine and
 * device round alike. Logarithm, sine and cosine are to the last bit but one: the reductions and polynomials of fdlibm.
 */
final class BoxMuller {

    private static final double LN2_HIGH = 0.6931471803691238;
    private static final double LN2_LOW = 1.9082149292705877e-10;

    /** Half of the bits of a quadrant's place. */
    private static final int EIGHTH = 1 << 21;

    private BoxMuller() {}

    /**
     * A normal number of two uniform ones.
     *
     * @param radius from 1 to 2^24, a uniform number times 2^24
     * @param turn from 0 to 2^24 - 1, likewise
     * @param second whether it is the sine's, or the cosine's
     */
    static double normal(int radius, int turn, boolean second) {
        int quadrant = (turn >>> 22) + (second ? 3 : 0);
        int place = turn & (2 * EIGHTH - 1);
        boolean far = place > EIGHTH;
        double angle = (far ? 2 * EIGHTH - place : place) * (Math.PI * 0x1p-23);
        boolean odd = (quadrant & 1) == 1;
        double wave = odd == far ? cosine(angle) : sine(angle);
        boolean negative = (quadrant + 1 & 2) != 0;
        return Math.sqrt(-2 * log(radius * 0x1p-24)) * (negative ? -wave : wave);
    }

    /** Of a number that is positive and normal. */
    static double log(double x) {
        long bits = Double.doubleToRawLongBits(x);
        // The exponent for a mantissa from the root of a half to that of 2.
        int high = (int) (bits >>> 32 & 0xfffff);
        int carry = high + 0x95f64 & 0x100000;
        int exponent = (int) (bits >>> 52) - 1023 + (carry >>> 20);
        long mantissa = bits & 0x000fffffffffffffL | (long) (carry ^ 0x3ff00000) << 32;
        double f = Double.longBitsToDouble(mantissa) - 1;
        double s = f / (2 + f);
        double z = s * s;
        double w = z * z;
        double even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
        double odd = z
                * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
        double half = 0.5 * f * f;
        return exponent * LN2_HIGH - (half - (s * (half + (odd + even)) + exponent * LN2_LOW) - f);
    }

    /** From 0 to a quarter of pi. */
    static double sine(double x) {
        double z = x * x;
        double r = 0.00833333333332249
                + z
                        * (-0.0001984126982985795
                                + z
                                        * (2.7557313707070068e-06
                                                + z * (-2.5050760253406863e-08 + z * 1.58969099521155e-10)));
        return x + z * x * (-0.16666666666666632 + z * r);
    }

    /** From 0 to a quarter of pi. */
    static double cosine(double x) {
        double z = x * x;
        double r = z
                * (0.0416666666666666
                        + z
                                * (-0.001388888888887411
                                        + z
                                                * (2.480158728947673e-05
                                                        + z
                                                                * (-2.7557314351390663e-07
                                                                        + z
                                                                                * (2.087572321298175e-09
                                                                                        + z
                                                                                                * -1.1359647557788195e-11)))));
        return 1 - (0.5 * z - z * r);
    }
}
