package dev.gantry.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.tries.Draw;
import dev.gantry.tries.Tries;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class DiscreteDivergencesTest {

    private static final Offset<Double> EXACT = within(1e-12);

    private static final List<ToDoubleBiFunction<double[], double[]>> ALL =
            List.of(KullbackLeibler::of, JensenShannon.HALVED::of, JensenShannon.SUMMED::of, TotalVariation::of);

    @Test
    void valuesByHand() {
        double[] p = {0.5, 0.5, 0};
        double[] q = {0.25, 0.5, 0.25};
        assertThat(KullbackLeibler.of(p, q)).isCloseTo(0.5 * Math.log(2), EXACT);
        assertThat(TotalVariation.of(p, q)).isCloseTo(0.25, EXACT);
        // The mean is (3/8, 4/8, 1/8).
        double ofP = 0.5 * Math.log(4 / 3.0);
        double ofQ = 0.25 * Math.log(2 / 3.0) + 0.25 * Math.log(2);
        assertThat(JensenShannon.HALVED.of(p, q)).isCloseTo((ofP + ofQ) / 2, EXACT);
        assertThat(JensenShannon.SUMMED.of(p, q)).isCloseTo(ofP + ofQ, EXACT);
    }

    @Test
    void withoutCommonOutcomesTheyAreInfiniteOrAtTheirGreatest() {
        double[] p = {0.3, 0.7, 0, 0};
        double[] q = {0, 0, 0.6, 0.4};
        assertThat(KullbackLeibler.of(p, q)).isInfinite();
        assertThat(KullbackLeibler.of(q, p)).isInfinite();
        assertThat(JensenShannon.HALVED.of(p, q)).isCloseTo(Math.log(2), EXACT);
        assertThat(JensenShannon.SUMMED.of(p, q)).isCloseTo(2 * Math.log(2), EXACT);
        assertThat(TotalVariation.of(p, q)).isCloseTo(1, EXACT);
    }

    @Test
    void weightInOneOnlyIsInfiniteInOneDirectionOnly() {
        assertThat(KullbackLeibler.of(new double[] {1, 0}, new double[] {0.5, 0.5}))
                .isCloseTo(Math.log(2), EXACT);
        assertThat(KullbackLeibler.of(new double[] {0.5, 0.5}, new double[] {1, 0}))
                .isInfinite();
    }

    @Test
    void tinyWeightsAreFinite() {
        double[] p = {1, Double.MIN_VALUE};
        double[] q = {Double.MIN_VALUE, 1};
        // log 2^1074
        assertThat(KullbackLeibler.of(p, q)).isCloseTo(1074 * Math.log(2), within(1e-9));
        assertThat(JensenShannon.HALVED.of(p, q)).isCloseTo(Math.log(2), EXACT);
    }

    @Test
    void whatAreNoDistributionsIsRefused() {
        double[] half = {0.5, 0.5};
        for (ToDoubleBiFunction<double[], double[]> divergence : ALL) {
            assertThatThrownBy(() -> divergence.applyAsDouble(half, new double[] {1}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("both distributions must have the same length, found 2 and 1");
            assertThatThrownBy(() -> divergence.applyAsDouble(new double[] {1.5, -0.5}, half))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("weights must be finite and at least 0, found -0.5 at 1");
            assertThatThrownBy(() -> divergence.applyAsDouble(half, new double[] {Double.NaN, 1}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("weights must be finite and at least 0, found NaN at 0");
            assertThatThrownBy(() -> divergence.applyAsDouble(half, new double[] {0.5, 0.25}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the weights of a distribution must sum to 1, found 0.75");
            assertThatThrownBy(() -> divergence.applyAsDouble(new double[0], new double[0]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void ofItselfEveryDivergenceIsNought() {
        Tries.of(1000, draw -> {
            double[] p = distribution(draw);
            assertThat(ALL).allSatisfy(of -> assertThat(of.applyAsDouble(p, p)).isCloseTo(0, EXACT));
        });
    }

    @Test
    void jensenShannonAndTotalVariationAreSymmetric() {
        Tries.of(1000, draw -> {
            double[] p = distribution(draw);
            double[] q = distribution(draw);
            assertThat(JensenShannon.HALVED.of(p, q)).isCloseTo(JensenShannon.HALVED.of(q, p), EXACT);
            assertThat(TotalVariation.of(p, q)).isCloseTo(TotalVariation.of(q, p), EXACT);
        });
    }

    /** Pinsker, and Lin 1991, theorem 3: {@code TV <= sqrt(KL / 2)} and {@code JS <= log 2 TV}. */
    @Test
    void inequalitiesBetweenThem() {
        Tries.of(1000, draw -> {
            double[] p = distribution(draw);
            double[] q = distribution(draw);
            double variation = TotalVariation.of(p, q);
            assertThat(variation).isBetween(0.0, 1 + 1e-12);
            assertThat(variation).isLessThanOrEqualTo(Math.sqrt(KullbackLeibler.of(p, q) / 2) + 1e-12);
            assertThat(JensenShannon.HALVED.of(p, q)).isLessThanOrEqualTo(Math.log(2) * variation + 1e-12);
        });
    }

    @Test
    void triangles() {
        Tries.of(1000, draw -> {
            double[] p = distribution(draw);
            double[] q = distribution(draw);
            double[] r = distribution(draw);
            assertThat(TotalVariation.of(p, r))
                    .isLessThanOrEqualTo(TotalVariation.of(p, q) + TotalVariation.of(q, r) + 1e-12);
            // The root of the Jensen-Shannon divergence is a distance (Endres and Schindelin 2003).
            assertThat(rootOfJensenShannon(p, r))
                    .isLessThanOrEqualTo(rootOfJensenShannon(p, q) + rootOfJensenShannon(q, r) + 1e-7);
        });
    }

    private static double rootOfJensenShannon(double[] p, double[] q) {
        return Math.sqrt(JensenShannon.SUMMED.of(p, q));
    }

    /** Six outcomes; some without weight. */
    private static double[] distribution(Draw draw) {
        return Distributions.normalized(Weights.drawn(draw, 6, 20));
    }
}
