package dev.gantry.core.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.core.metric.MetricValue.Better;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MetricValueTest {

    @Test
    void theBetterValueComesFirst() {
        assertThat(Stream.of(2.0, -1.0, 3.0).sorted(Better.HIGHER.order())).containsExactly(3.0, 2.0, -1.0);
        assertThat(Stream.of(2.0, -1.0, 3.0).sorted(Better.LOWER.order())).containsExactly(-1.0, 2.0, 3.0);
        assertThat(MetricValue.higherIsBetter("recall").better()).contains(Better.HIGHER);
        assertThat(MetricValue.lowerIsBetter("distance").better()).contains(Better.LOWER);
        assertThat(MetricValue.neitherIsBetter("scales").better()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"recall", "wasserstein-1", "modes/covered", "3-nearest"})
    void namesAreLowerCaseWithDashes(String name) {
        assertThat(MetricValue.higherIsBetter(name).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Recall", "a,b", "a b", "-a", "a-", "a//b", "a\nb", "\"a\""})
    void namesThatAreNoColumnsAreRefused(String name) {
        assertThatThrownBy(() -> MetricValue.higherIsBetter(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a metric's value has a name in lower case with dashes, found '" + name + "'");
    }
}
