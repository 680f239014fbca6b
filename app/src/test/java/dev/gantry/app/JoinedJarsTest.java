package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gantry in one JAR, as tools make it that join an application with all that it needs: without modules. */
final class JoinedJarsTest {

    private static final String SERVICES = "META-INF/services/";

    @TempDir
    private Path joined;

    @Test
    void whatModulesProvideStandsInTheirServiceFilesToo() throws IOException {
        int modules = 0;
        for (URL url : Collections.list(JoinedJarsTest.class.getClassLoader().getResources("module-info.class"))) {
            Optional<ModuleDescriptor> module = module(url);
            if (module.isEmpty()) {
                continue;
            }
            modules++;
            for (ModuleDescriptor.Provides provides : module.get().provides()) {
                URL file = URI.create(url.toString().replace("module-info.class", SERVICES + provides.service()))
                        .toURL();
                try (InputStream in = file.openStream()) {
                    assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines())
                            .as(file.toString())
                            .containsExactlyElementsOf(provides.providers());
                }
            }
        }
        assertThat(modules).as("modules of Gantry that provide something").isGreaterThanOrEqualTo(11);
    }

    private static Optional<ModuleDescriptor> module(URL url) throws IOException {
        try (InputStream in = url.openStream()) {
            return Optional.of(ModuleDescriptor.read(in))
                    .filter(module -> module.name().startsWith("dev.gantry."))
                    .filter(module -> !module.provides().isEmpty());
        }
    }

    @Test
    void everyComponentIsFoundInOneJar() throws IOException, InterruptedException {
        String others = join(true);

        assertThat(list(others, 0))
                .containsPattern("(?m)^  mlp ")
                .containsPattern("(?m)^  wasserstein ")
                .containsPattern("(?m)^  adam ")
                .containsPattern("(?m)^  alternating ")
                .doesNotContain("set aside");
    }

    @Test
    void withoutServiceFilesItIsSaidWhatIsMissing() throws IOException, InterruptedException {
        String others = join(false);

        assertThat(list(others, 2))
                .contains("there is no component at all")
                .contains("their files in META-INF/services must be joined, too");
    }

    /** Joins Gantry's classes in a folder; the other JARs are given back, as a path. */
    private String join(boolean withServices) throws IOException {
        StringBuilder others = new StringBuilder();
        List<String> places = Stream.of("jdk.module.path", "java.class.path")
                .flatMap(path -> Stream.of(System.getProperty(path, "").split(Pattern.quote(File.pathSeparator))))
                .filter(place -> !place.isEmpty())
                .distinct()
                .toList();
        for (String place : places) {
            Path path = Path.of(place);
            if (Files.isDirectory(path)) {
                joinIfGantrys(path, withServices);
            } else if (path.getFileName().toString().startsWith("gantry-")) {
                try (FileSystem jar = FileSystems.newFileSystem(path)) {
                    joinIfGantrys(jar.getPath("/"), withServices);
                }
            } else {
                others.append(File.pathSeparator).append(path);
            }
        }
        return others.toString();
    }

    private void joinIfGantrys(Path classes, boolean withServices) throws IOException {
        // ND4J is left out: it takes long to load.
        if (!Files.exists(classes.resolve("module-info.class"))) {
            return;
        }
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = classes.relativize(file).toString().replace('\\', '/');
                Path target = joined.resolve(name);
                Files.createDirectories(target.getParent());
                if (name.startsWith(SERVICES)) {
                    if (withServices) {
                        Files.write(
                                target, Files.readAllBytes(file), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                    }
                } else if (!name.equals("module-info.class") && !name.endsWith("MANIFEST.MF")) {
                    Files.write(target, Files.readAllBytes(file));
                }
            }
        }
    }

    private String list(String others, int code) throws IOException, InterruptedException {
        Path output = joined.resolve("output.txt");
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dgantry.home=" + joined,
                        "--class-path",
                        joined + others,
                        "dev.gantry.app.Gantry",
                        "list")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(java.waitFor(120, TimeUnit.SECONDS)).isTrue();
        String text = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(java.exitValue()).as(text).isEqualTo(code);
        return text;
    }
}
