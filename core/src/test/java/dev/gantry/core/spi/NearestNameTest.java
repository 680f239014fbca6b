package dev.gantry.core.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNameTest {

    private static final List<String> KNOWN = List.of("lambda", "target", "epsilon");

    @Test
    void findsTheNameThatWasMeant() {
        assertThat(NearestName.of("lamda", KNOWN)).contains("lambda");
        assertThat(NearestName.of("espilon", KNOWN)).contains("epsilon");
        assertThat(NearestName.hint("tagret", KNOWN)).isEqualTo(" Did you mean 'target'?");
    }

    @Test
    void staysSilentWhereNothingIsAlike() {
        assertThat(NearestName.of("momentum", KNOWN)).isEmpty();
        assertThat(NearestName.hint("momentum", KNOWN)).isEmpty();
    }
}
