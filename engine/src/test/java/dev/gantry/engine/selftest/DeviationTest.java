package dev.gantry.engine.selftest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class DeviationTest {

    private static final double INFINITY = Double.POSITIVE_INFINITY;

    @Test
    void isAbsoluteNextToZeroAndRelativeFarFromIt() {
        assertThat(deviation(0.5, 0.25)).isEqualTo(0.25);
        assertThat(deviation(-0.001, 0.001)).isCloseTo(0.002, within(1e-15));
        assertThat(deviation(-4, -5)).isEqualTo(0.25);
        assertThat(deviation(1000, 999)).isEqualTo(0.001);
    }

    @Test
    void isTheLargest() {
        assertThat(Deviation.largest(new double[] {1, 0, 2}, new double[] {1, 0.5, 2.5}))
                .isEqualTo(0.5);
        assertThat(Deviation.largest(new double[] {1, 2}, new double[] {1, 2})).isZero();
    }

    @Test
    void isInfiniteWhereANumberIsMissing() {
        assertThat(deviation(1, Double.NaN)).isEqualTo(INFINITY);
        assertThat(deviation(1, INFINITY)).isEqualTo(INFINITY);
        assertThat(deviation(Double.NaN, 1)).isEqualTo(INFINITY);
        assertThat(deviation(INFINITY, -INFINITY)).isEqualTo(INFINITY);
        assertThat(Deviation.largest(new double[] {1, 2}, new double[] {1})).isEqualTo(INFINITY);
    }

    @Test
    void isNoneWhereNoNumberIsExpected() {
        assertThat(deviation(Double.NaN, Double.NaN)).isZero();
        assertThat(deviation(INFINITY, INFINITY)).isZero();
        assertThat(deviation(1e200, INFINITY)).isZero();
    }

    private static double deviation(double expected, double found) {
        return Deviation.largest(new double[] {expected}, new double[] {found});
    }
}
