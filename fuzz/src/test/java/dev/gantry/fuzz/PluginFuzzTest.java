package dev.gantry.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.runtime.TrainingPlan;
import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.runtime.component.Components;
import dev.gantry.runtime.component.Kind;
import dev.gantry.runtime.component.PluginException;
import dev.gantry.runtime.recipe.RecipeException;
import dev.gantry.tries.Draw;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugins work, are set aside, or are refused where a recipe names what they offer; never does one stop the others. */
final class PluginFuzzTest {

    private static final int LONGEST = 600;

    private static final String LOSS = """
            package third.party;

            import dev.gantry.core.component.Component;
            import dev.gantry.core.spi.Loss;
            import dev.gantry.core.spi.LossProvider;
            import dev.gantry.core.spi.Scores;
            import dev.gantry.core.tensor.Tensor;
            import java.lang.invoke.MethodHandles;

            public record CubicLoss(double scale) implements Loss {
                public static final class Provider implements LossProvider {
                    public Component<Loss> component() {
                        return Component.of(MethodHandles.lookup(), CubicLoss.class, "cubic", "A loss.", "scale = 2");
                    }
                }
                public Tensor critic(Scores scores) { return scores.fake().sub(scores.real()).mul(scale).mean(); }
                public Tensor generator(Scores scores) { return scores.fake().neg().mean(); }
            }
            """;

    private static final String MODULE = """
            module third.party {
                requires dev.gantry.core;
                provides dev.gantry.core.spi.LossProvider with third.party.CubicLoss.Provider;
            }
            """;

    /** Gantry's classes and what they need. */
    private static final String GANTRY = Stream.of("jdk.module.path", "java.class.path")
            .map(System::getProperty)
            .filter(path -> path != null && !path.isEmpty())
            .reduce((modules, classes) -> modules + File.pathSeparator + classes)
            .orElseThrow();

    @TempDir
    private Path folder;

    private Path recipe;

    @BeforeEach
    void writeRecipe() throws IOException {
        recipe = Files.writeString(folder.resolve("cubic.conf"), """
                steps = 2
                batch-size = 4
                data = gaussian-ring
                generator { type = mlp, latent = 2, hidden = [3] }
                critic { type = mlp, hidden = [3] }
                loss = cubic
                optimizer.generator = adam
                """);
    }

    @Test
    void modular() throws IOException {
        breakAll("modular.jar", compiled("module-info.java", MODULE));
    }

    @Test
    void plain() throws IOException {
        SequencedMap<String, byte[]> entries = compiled("package-info.java", "package third.party;");
        entries.put(
                "META-INF/services/dev.gantry.core.spi.LossProvider",
                "third.party.CubicLoss$Provider\n".getBytes(StandardCharsets.UTF_8));
        breakAll("plain.jar", entries);
    }

    private SequencedMap<String, byte[]> compiled(String name, String source) throws IOException {
        Path sources = Files.createDirectory(folder.resolve("sources"));
        Path classes = Files.createDirectory(folder.resolve("classes"));
        Path first = Files.writeString(sources.resolve(name), source);
        Path second = Files.writeString(sources.resolve("CubicLoss.java"), LOSS);
        StringWriter output = new StringWriter();
        PrintWriter writer = new PrintWriter(output);
        String path = name.startsWith("module") ? "--module-path" : "--class-path";
        int code = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        writer,
                        writer,
                        "-proc:none",
                        "-nowarn",
                        path,
                        GANTRY,
                        "-d",
                        classes.toString(),
                        first.toString(),
                        second.toString());
        assertThat(code).as("%s", output).isZero();
        SequencedMap<String, byte[]> entries = new TreeMap<>();
        entries.put(
                "META-INF/MANIFEST.MF",
                "Manifest-Version: 1.0\nImplementation-Version: 3.4\n".getBytes(StandardCharsets.UTF_8));
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                entries.put(classes.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        }
        return entries;
    }

    private void breakAll(String name, SequencedMap<String, byte[]> valid) {
        byte[] jar = packed(valid);
        Fuzz.with(
                name,
                draw -> draw.between(0, 2) == 0 ? Bytes.broken(jar, jar, draw) : packed(broken(valid, draw)),
                this::plan,
                List.of(PluginException.class, RecipeException.class),
                PluginFuzzTest::requireWords);
    }

    private void plan(byte[] mutant) throws IOException {
        Path plugins = Files.createTempDirectory(folder, "plugins");
        Path file = Files.write(plugins.resolve("broken.jar"), mutant);
        Components components = Components.discover(List.of(plugins));
        assertThat(components.find(Kind.OPTIMIZER, "adam")).isPresent();
        assertThat(components.setAside()).allSatisfy(problem -> {
            assertThat(problem.location()).isEqualTo(file.toString());
            requireWords(problem.message());
            assertThat(problem.message()).hasSizeLessThan(LONGEST);
        });
        try (TrainingRuntime runtime =
                        TrainingRuntime.builder().components(components).build();
                TrainingPlan plan = runtime.plan(recipe, List.of())) {
            assertThat(plan.plan().programs()).isNotEmpty();
        }
    }

    /** An author of plugins may be told what is thrown where. */
    private static void requireWords(String message) {
        assertThat(message)
                .isNotBlank()
                .hasSizeLessThan(2_000)
                .doesNotContainPattern("\\p{Cntrl}")
                .doesNotContainPattern(": $|\\bnull$");
    }

    /** One or two entries removed, or their bytes broken. */
    private static SequencedMap<String, byte[]> broken(SequencedMap<String, byte[]> valid, Draw draw) {
        SequencedMap<String, byte[]> entries = new TreeMap<>(valid);
        List<String> names = new ArrayList<>(entries.keySet());
        for (int changes = draw.between(1, 2); changes > 0; changes--) {
            String name = names.get(draw.between(0, names.size() - 1));
            byte[] other = valid.get(names.get(draw.between(0, names.size() - 1)));
            if (draw.between(0, 5) == 5) {
                entries.remove(name);
            } else {
                entries.computeIfPresent(name, (_, content) -> broken(name, content, other, draw));
            }
        }
        return entries;
    }

    private static byte[] broken(String name, byte[] content, byte[] other, Draw draw) {
        if (name.endsWith(".class")) {
            return Bytes.broken(content, other, draw);
        }
        return Texts.broken(
                        new String(content, StandardCharsets.ISO_8859_1),
                        new String(other, StandardCharsets.ISO_8859_1),
                        draw)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] packed(SequencedMap<String, byte[]> entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
