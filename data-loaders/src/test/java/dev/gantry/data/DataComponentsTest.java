package dev.gantry.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.gantry.core.component.Component;
import dev.gantry.core.data.DataSource;
import dev.gantry.core.data.DataSourceProvider;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class DataComponentsTest {

    private final Map<String, Component<DataSource>> components = components();

    private static Map<String, Component<DataSource>> components() {
        DataComponentsTest.class.getModule().addUses(DataSourceProvider.class);
        return ServiceLoader.load(DataSourceProvider.class).stream()
                .map(found -> found.get().component())
                .collect(Collectors.toMap(Component::name, Function.identity()));
    }

    @Test
    void everySourceIsFoundByTheServiceLoader() {
        assertThat(components)
                .containsOnlyKeys(
                        "cifar",
                        "fashion-mnist",
                        "gaussian-grid",
                        "gaussian-ring",
                        "idx",
                        "images",
                        "swiss-roll",
                        "two-gaussians");
    }

    @Test
    void defaultsMakeTheSourcesOfTheLiterature() {
        assertThat(byDefault("gaussian-ring")).isEqualTo(new GaussianRing(8, 2, 0.02, 1));
        assertThat(byDefault("gaussian-grid")).isEqualTo(new GaussianGrid(5, 2, 0.05, 2.828));
        assertThat(byDefault("two-gaussians")).isEqualTo(new TwoGaussians(1, 2, 0.2));
        assertThat(byDefault("swiss-roll")).isEqualTo(new SwissRoll(0.25, 7.5));
        assertThat(byDefault("fashion-mnist")).isEqualTo(new FashionMnist());
    }

    @Test
    void filesAndFoldersAreNamedByTheRecipe() {
        assertThat(with("idx", "images = a.gz")).isEqualTo(new IdxFiles(Path.of("a.gz"), Optional.empty()));
        assertThat(with("idx", "images = a, labels = b"))
                .isEqualTo(new IdxFiles(Path.of("a"), Optional.of(Path.of("b"))));
        assertThat(with("images", "folder = sprites, resize = stretch, size = [48, 64]"))
                .isEqualTo(new ImageFolder(
                        Path.of("sprites"),
                        "none",
                        new ImageSize(48, 64),
                        ImageFolder.Resize.STRETCH,
                        3,
                        "white",
                        false,
                        ImageFolder.Unreadable.FAIL,
                        512));
    }

    private DataSource byDefault(String name) {
        return with(name, "");
    }

    private DataSource with(String name, String settings) {
        Component<DataSource> component = components.get(name);
        return component.from(ConfigFactory.parseString(settings).withFallback(component.reference()));
    }
}
