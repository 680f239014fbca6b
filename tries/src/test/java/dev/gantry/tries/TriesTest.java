package dev.gantry.tries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TriesTest {

    @AfterEach
    void allSeedsAgain() {
        System.clearProperty("tries.seed");
    }

    @Test
    void thereAreAsManyTriesAsAsked() {
        assertThat(drawn(1, Draw::anyLong)).hasSize(1);
        assertThat(drawn(1000, Draw::anyLong)).hasSize(1000);
        assertThatThrownBy(() -> Tries.of(0, draw -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a property must be tried at least once, found 0");
    }

    @Test
    void everyRunTriesTheSame() {
        assertThat(drawn(100, Draw::anyLong)).isEqualTo(drawn(100, Draw::anyLong));
    }

    @Test
    void theFirstTriesDrawTheEdges() {
        assertThat(drawn(7, Draw::anyLong))
                .containsExactly(Long.MIN_VALUE, Long.MAX_VALUE, 0L, 1L, -1L, Long.MIN_VALUE + 1, Long.MAX_VALUE - 1);
        assertThat(drawn(7, draw -> draw.between(-3, 5))).containsExactly(-3, 5, 0, 1, -1, -2, 4);
        assertThat(drawn(3, draw -> draw.between(1, 3))).containsExactly(1, 3, 2);
        assertThat(drawn(2, draw -> draw.between(8, 8))).containsExactly(8, 8);
        assertThat(drawn(2, Draw::anyBoolean)).containsExactly(false, true);
        assertThat(drawn(3, draw -> draw.oneOf("a", "b", "c"))).containsExactly("a", "b", "c");
        assertThat(drawn(2, draw -> draw.ints(3, 1, 9))).containsExactly(new int[] {1, 1, 1}, new int[] {9, 9, 9});
    }

    @Test
    void theOthersDrawEveryNumberOfARange() {
        assertThat(others(Draw::anyBoolean)).containsOnly(true, false);
        assertThat(others(draw -> draw.between(-3, 5))).containsOnly(-3, -2, -1, 0, 1, 2, 3, 4, 5);
        assertThat(others(draw -> draw.between(Long.MAX_VALUE - 4, Long.MAX_VALUE)))
                .containsOnly(
                        Long.MAX_VALUE - 4, Long.MAX_VALUE - 3, Long.MAX_VALUE - 2, Long.MAX_VALUE - 1, Long.MAX_VALUE);
        assertThat(others(draw -> draw.oneOf(2, 4, 6))).containsOnly(2, 4, 6);
        assertThat(others(draw -> draw.ints(2, 0, 1)).stream().map(both -> both[0] + 2 * both[1]))
                .contains(0, 1, 2, 3);
    }

    @Test
    void wideRangesGiveNumbersOfEveryLength() {
        Set<Integer> lengths = others(draw -> draw.between(0, Long.MAX_VALUE)).stream()
                .map(value -> Long.SIZE - Long.numberOfLeadingZeros(value))
                .collect(Collectors.toSet());

        assertThat(lengths).hasSize(64);
        assertThat(others(Draw::anyLong)).anyMatch(value -> value < -1_000_000).anyMatch(value -> value > 1_000_000);
        assertThat(others(draw -> draw.between(-5000, -3000))).allMatch(value -> -5000 <= value && value <= -3000);
    }

    @Test
    void aFailingTryTellsItsSeedAndWhatItDrew() {
        Exception cause = new IllegalStateException("too large");
        List<Long> tried = new ArrayList<>();
        Consumer<Draw> property = draw -> {
            tried.add(draw.between(5, Long.MAX_VALUE));
            if (draw.anyBoolean()) {
                throw new IllegalStateException("too large", cause);
            }
        };

        assertThatThrownBy(() -> Tries.of(10, property))
                .isInstanceOf(AssertionError.class)
                .hasMessage("the try with seed 1 failed (alone: -Dtries.seed=1), having drawn [%d, 1]: too large"
                        .formatted(Long.MAX_VALUE))
                .hasRootCause(cause);
        assertThat(tried).containsExactly(5L, Long.MAX_VALUE);
    }

    @Test
    void aTryThatLeavesOffHasFailed() {
        assertThatThrownBy(() -> Tries.of(1, draw -> assumeTrue(false))).isInstanceOf(AssertionError.class);
    }

    @Test
    void aSeedCanBeTriedAlone() {
        List<Long> all = drawn(100, Draw::anyLong);

        System.setProperty("tries.seed", "17");
        assertThat(drawn(100, Draw::anyLong)).containsExactly(all.get(17));
        System.setProperty("tries.seed", "-1");
        assertThatThrownBy(() -> Tries.of(1, draw -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'tries.seed' must be a number from 0, found '-1'");
    }

    @Test
    void aRangeWithoutNumbersIsRefused() {
        assertThatThrownBy(() -> drawn(1, draw -> draw.between(2, 1)))
                .hasRootCauseInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("min must be at most max, found 2 and 1");
    }

    /** What a thousand tries draw that are not bound to edges. */
    private static <T> List<T> others(Function<Draw, T> value) {
        return drawn(1007, value).subList(7, 1007);
    }

    private static <T> List<T> drawn(int count, Function<Draw, T> value) {
        List<T> drawn = new ArrayList<>();
        Tries.of(count, draw -> drawn.add(value.apply(draw)));
        return drawn;
    }
}
