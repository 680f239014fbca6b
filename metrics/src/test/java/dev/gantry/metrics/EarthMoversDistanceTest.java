package dev.gantry.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.metrics.EarthMoversDistance.Move;
import dev.gantry.tries.Draw;
import dev.gantry.tries.Tries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class EarthMoversDistanceTest {

    @Test
    void figure7() {
        EarthMoversDistance moved = EarthMoversDistance.between(new double[] {3, 2, 1, 4}, new double[] {1, 2, 4, 3});
        assertThat(moved.distance()).isEqualTo(5);
        assertThat(moved.steps())
                .containsExactly(
                        new Move(1, 2, List.of(1.0, 4.0, 1.0, 4.0), List.of(1.0, 2.0, 4.0, 3.0)),
                        new Move(2, 2, List.of(1.0, 2.0, 3.0, 4.0), List.of(1.0, 2.0, 4.0, 3.0)),
                        new Move(3, -1, List.of(1.0, 2.0, 3.0, 4.0), List.of(1.0, 2.0, 3.0, 4.0)),
                        new Move(4, 0, List.of(1.0, 2.0, 3.0, 4.0), List.of(1.0, 2.0, 3.0, 4.0)));
    }

    @Test
    void unequalAmountsAreRefused() {
        assertThatThrownBy(() -> EarthMoversDistance.between(new double[] {3, 2}, new double[] {1, 2}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("both must have the same amount of earth, found 5.0 and 3.0");
        assertThatThrownBy(() -> EarthMoversDistance.between(new double[] {3, 2}, new double[] {5}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EarthMoversDistance.between(new double[] {3, -2}, new double[] {1, 0}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void itIsWhatTheQuantilesAndTheLinearProgramSay() {
        Tries.of(1000, draw -> {
            List<double[]> both = piles(draw);
            double[] p = both.get(0);
            double[] q = both.get(1);
            double[] places = IntStream.range(0, p.length).asDoubleStream().toArray();
            double amount = Arrays.stream(p).sum();
            double distance = EarthMoversDistance.between(p, q).distance() / amount;
            assertThat(distance)
                    .isCloseTo(
                            Wasserstein1d.of(
                                    1, places, Distributions.normalized(p), places, Distributions.normalized(q)),
                            within(1e-9));
            double[][] line =
                    Arrays.stream(places).mapToObj(x -> new double[] {x}).toArray(double[][]::new);
            assertThat(distance)
                    .isCloseTo(
                            OptimalTransport.plan(
                                            OptimalTransport.costs(1, line, line),
                                            Distributions.normalized(p),
                                            Distributions.normalized(q))
                                    .cost(),
                            within(1e-9));
        });
    }

    @Test
    void pilesMatchInOrderAndAreNeverBelowNothing() {
        Tries.of(1000, draw -> {
            List<double[]> both = piles(draw);
            EarthMoversDistance.between(both.get(0), both.get(1)).steps().forEach(step -> {
                assertThat(step.p()).allMatch(pile -> pile >= 0);
                assertThat(step.q()).allMatch(pile -> pile >= 0);
                assertThat(step.p().subList(0, step.pile())).isEqualTo(step.q().subList(0, step.pile()));
            });
        });
    }

    /** Two orders of the same shovelfuls. */
    private static List<double[]> piles(Draw draw) {
        List<Double> piles = new ArrayList<>(DoubleStream.of(Weights.drawn(draw, draw.between(1, 8), 9))
                .boxed()
                .toList());
        Random random = new Random(draw.anyLong());
        return Stream.generate(() -> {
                    Collections.shuffle(piles, random);
                    return piles.stream().mapToDouble(Double::doubleValue).toArray();
                })
                .limit(2)
                .toList();
    }
}
