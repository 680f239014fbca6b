package dev.gantry.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CeilingsTest {

    private static final Ceilings CEILINGS = new Ceilings(1000, 100, 10);

    @Test
    void workTakesAsLongAsTheSlowerOfItsParts() {
        assertThat(CEILINGS.seconds(5000, 100)).isEqualTo(5);
        assertThat(CEILINGS.seconds(5000, 600)).isEqualTo(6);
    }

    @Test
    void whatDoesNotFitIntoCachesIsAsSlowAsMemory() {
        assertThat(CEILINGS.seconds(0, 1 << 22)).isEqualTo((1 << 22) / 100.0);
        assertThat(CEILINGS.seconds(0, 1 << 23)).isEqualTo((1 << 23) / 10.0);
    }
}
