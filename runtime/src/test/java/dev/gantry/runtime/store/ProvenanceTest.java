package dev.gantry.runtime.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import dev.gantry.core.component.Component;
import dev.gantry.core.spi.LossProvider;
import dev.gantry.runtime.TinyGan;
import dev.gantry.runtime.component.Components;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProvenanceTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"chi-1.0+5.jar", "app-1.0+7.jar", "a@b:c,d#e$f[g..h", "com.acme.gan", "\"quoted\"", "${HOME}"})
    void namesAreWhole(String name) {
        Config provenance = Provenance.of(
                new TinyGan().recipe(), "reference", "a device", Map.of(name, "1.0-SNAPSHOT", "com.acme", "2"));

        Config read = ConfigFactory.parseString(
                Provenance.render(provenance), ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));

        assertThat(read).isEqualTo(provenance);
        assertThat(read.getObject("plugins").unwrapped()).isEqualTo(Map.of(name, "1.0-SNAPSHOT", "com.acme", "2"));
    }

    @Test
    void pluginsAreThoseOfTheComponents() {
        LossProvider loss = () -> Component.of(() -> new TinyGan().loss, "mean-scores", "Help.");

        assertThat(Provenance.plugins(Components.given(List.of(loss), List.of())))
                .isEqualTo(Map.of("the application", "unknown"));
    }
}
