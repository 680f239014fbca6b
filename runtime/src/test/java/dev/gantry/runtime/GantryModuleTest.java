package dev.gantry.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.ConfigurationException;
import com.google.inject.Guice;
import com.google.inject.Injector;
import dev.gantry.runtime.component.Components;
import java.util.List;
import org.junit.jupiter.api.Test;

class GantryModuleTest {

    @Test
    void bindsOneRuntimeWithWhatIsFound() {
        Injector injector = Guice.createInjector(GantryModule.discovering(List.of()));

        TrainingRuntime runtime = injector.getInstance(TrainingRuntime.class);

        assertThat(injector.getInstance(TrainingRuntime.class)).isSameAs(runtime);
        assertThat(runtime.components()).isSameAs(injector.getInstance(Components.class));
        assertThat(runtime.components().backends())
                .anyMatch(backend -> backend.device().equals("reference"));
    }

    @Test
    void bindsNothingByItself() {
        Injector injector = Guice.createInjector(GantryModule.of(Components.given(List.of(), List.of())));

        assertThatThrownBy(() -> injector.getInstance(Unbound.class)).isInstanceOf(ConfigurationException.class);
    }

    /** Guice would make one, if it were allowed to. */
    public static final class Unbound {
        public Unbound() {}
    }
}
