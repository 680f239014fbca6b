package dev.gantry.core.component;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNameTest {

    private static final List<String> KNOWN = List.of("lambda", "target", "epsilon");

    @Test
    void findsTheNameThatWasMeant() {
        assertThat(NearestName.of("lamda", KNOWN)).containsExactly("lambda");
        assertThat(NearestName.of("espilon", KNOWN)).containsExactly("epsilon");
        assertThat(NearestName.hint("tagret", KNOWN)).isEqualTo(" Did you mean 'target'?");
    }

    @Test
    void offersTheThreeNearestOfMany() {
        assertThat(NearestName.of("bet", List.of("beta4", "beta3", "beta1", "beta2", "alpha")))
                .containsExactly("beta1", "beta2", "beta3");
        assertThat(NearestName.hint("beta", List.of("beta1", "beta2"))).isEqualTo(" Did you mean 'beta1' or 'beta2'?");
    }

    @Test
    void findsTheNameThatIsMisspelled() {
        assertThat(NearestName.misspelled("type", List.of("factor", "type", "tpye")))
                .contains("tpye");
        assertThat(NearestName.misspelled("type", List.of("factor", "type"))).isEmpty();
    }

    @Test
    void staysSilentWhereNothingIsAlike() {
        assertThat(NearestName.of("momentum", KNOWN)).isEmpty();
        assertThat(NearestName.hint("momentum", KNOWN)).isEmpty();
    }
}
