package dev.gantry.core.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BoxMullerTest {

    private static final int MOST = 1 << 24;

    @Test
    void logarithmsAreThoseOfStrictMathButForTheLastBit() {
        assertThat(BoxMuller.log(1)).isEqualTo(0);
        assertThat(BoxMuller.log(0.5)).isEqualTo(StrictMath.log(0.5));
        IntStream.concat(
                        IntStream.rangeClosed(1, 5_000),
                        IntStream.range(1, 5_000).map(i -> i * 3_331))
                .mapToDouble(i -> i * 0x1p-24)
                .forEach(x -> {
                    double expected = StrictMath.log(x);
                    assertThat(Math.abs(BoxMuller.log(x) - expected))
                            .as("%s", x)
                            .isLessThanOrEqualTo(Math.ulp(expected));
                });
    }

    @Test
    void wavesAreThoseOfStrictMath() {
        for (int i = 0; i <= 2_000; i++) {
            double angle = i * (Math.PI / 8_000);
            assertThat(BoxMuller.sine(angle)).isCloseTo(StrictMath.sin(angle), within(2e-16));
            assertThat(BoxMuller.cosine(angle)).isCloseTo(StrictMath.cos(angle), within(2e-16));
        }
    }

    @Test
    void pairsLieOnACircleAtTheirAngle() {
        int radius = 6_171_992;
        double expected = StrictMath.sqrt(-2 * StrictMath.log(radius / (double) MOST));
        int eighth = MOST / 8;
        IntStream.concat(
                        IntStream.range(0, 8)
                                .flatMap(i -> IntStream.of(i * eighth, i * eighth + 1, (i + 1) * eighth - 1)),
                        IntStream.range(0, 5_000).map(i -> i * 3_353))
                .forEach(turn -> {
                    double angle = 2 * Math.PI * turn / MOST;
                    assertThat(BoxMuller.normal(radius, turn, false))
                            .as("cosine of turn %d", turn)
                            .isCloseTo(expected * StrictMath.cos(angle), within(2e-15));
                    assertThat(BoxMuller.normal(radius, turn, true))
                            .as("sine of turn %d", turn)
                            .isCloseTo(expected * StrictMath.sin(angle), within(2e-15));
                });
        assertThat(BoxMuller.normal(MOST, 77, false)).isZero();
    }
}
