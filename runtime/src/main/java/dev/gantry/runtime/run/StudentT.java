package dev.gantry.runtime.run;

/** Student's t distribution with a whole number of degrees of freedom, whose distribution function has a closed form. */
public final class StudentT {

    /** Halves a quarter turn down to the precision of a double. */
    private static final int HALVINGS = 60;

    private StudentT() {}

    /**
     * The t for which {@code P(|T| <= t) = share}.
     *
     * @param share from 0 to 1, without these
     * @param degrees of freedom, at least 1
     */
    public static double bound(double share, int degrees) {
        double low = 0;
        double high = Math.PI / 2;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (within(middle, degrees) < share) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return Math.sqrt(degrees) * Math.tan(low);
    }

    /**
     * {@code P(|T| <= sqrt(degrees) tan(angle))}: Abramowitz and Stegun, Handbook of Mathematical Functions, 1964, 26.7.3 for odd
     * degrees and 26.7.4 for even ones.
     */
    private static double within(double angle, int degrees) {
        boolean odd = degrees % 2 == 1;
        double cosine = Math.cos(angle);
        double term = odd ? cosine : 1;
        double sum = 0;
        for (int power = odd ? 1 : 0; power <= degrees - 2; power += 2) {
            sum += term;
            term *= cosine * cosine * (power + 1) / (power + 2);
        }
        double product = Math.sin(angle) * sum;
        return odd ? 2 / Math.PI * (angle + product) : product;
    }
}
