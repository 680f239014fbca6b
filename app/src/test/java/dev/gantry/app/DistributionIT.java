package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The distribution, as a user unpacks it. */
final class DistributionIT {

    private static final Path DISTRIBUTION = Path.of("target", "dist", "gantry").toAbsolutePath();

    /** A file of a link or of a picture; addresses in the web have a colon, and places of a page a number sign. */
    private static final Pattern LINK = Pattern.compile("(?:]\\(|src=\")([^:#)\"]+)[)\"]");

    @TempDir
    private Path folder;

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void startsWithoutWarnings() throws Exception {
        Result result = start(Map.of("JAVA_HOME", System.getProperty("java.home")), "--version");
        assertThat(result.exitCode()).isZero();
        assertThat(result.output()).startsWith("Gantry ");
        assertThat(result.errors()).isEqualToIgnoringNewLines("WARNING: Using incubator modules: jdk.incubator.vector");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void ignoresAJavaThatIsTooOld() throws Exception {
        Path java = Files.createDirectories(folder.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\nexit 99\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Files.writeString(folder.resolve("release"), "JAVA_VERSION=\"24.0.1\"\n");
        String path = Path.of(System.getProperty("java.home"), "bin") + ":" + System.getenv("PATH");
        Result result = start(Map.of("JAVA_HOME", folder.toString(), "PATH", path), "--version");
        assertThat(result.exitCode()).isZero();
    }

    /** A package in a named module hides the same package on the class path, whatever else it holds there. */
    @Test
    void holdsEachJarOnce() throws IOException {
        Set<String> shared = new HashSet<>(jars("modules"));
        shared.retainAll(jars("classpath"));
        assertThat(shared).isEmpty();
        assertThat(jars("modules")).anyMatch(name -> name.startsWith("gantry-core-"));
        assertThat(jars("classpath")).anyMatch(name -> name.startsWith("gantry-backend-nd4j-"));
    }

    @Test
    void holdsRecipesAndStudies() {
        assertThat(DISTRIBUTION.resolve("recipes/fashion-gan.conf")).isNotEmptyFile();
        assertThat(DISTRIBUTION.resolve("studies/mixtures.conf")).isNotEmptyFile();
    }

    /** The README, and the pages that it leads to. */
    @Test
    void holdsWhatItsPagesLinkTo() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(DISTRIBUTION.resolve("README.md")));
        for (int i = 0; i < pages.size(); i++) {
            Path page = pages.get(i);
            LINK.matcher(Files.readString(page))
                    .results()
                    .map(link -> page.resolveSibling(link.group(1)).normalize())
                    .filter(linked -> !pages.contains(linked))
                    .forEach(linked -> {
                        assertThat(linked).isNotEmptyFile();
                        if (linked.toString().endsWith(".md")) {
                            pages.add(linked);
                        }
                    });
        }
        assertThat(pages).contains(DISTRIBUTION.resolve("docs/plugins.md"), DISTRIBUTION.resolve("docs/methods.md"));
    }

    @Test
    void startsAsItsReadmeSays() throws IOException {
        assertThat(Files.readString(DISTRIBUTION.resolve("README.md"))).contains("`./gantry` is `bin/gantry`");
        assertThat(DISTRIBUTION.resolve("bin/gantry")).isExecutable();
        assertThat(DISTRIBUTION.resolve("bin/gantry.cmd")).isNotEmptyFile();
    }

    @Test
    void holdsOneNative() throws IOException {
        assertThat(jars("classpath"))
                .filteredOn(name -> name.startsWith("nd4j-native-1"))
                .hasSize(2)
                .filteredOn(name -> name.contains("x86_64") || name.contains("arm64"))
                .hasSize(1);
    }

    @Test
    void namesTheLicenceOfEachJar() throws IOException {
        String notices = Files.readString(DISTRIBUTION.resolve("THIRD-PARTY.md"));
        for (String part : List.of("modules", "classpath")) {
            assertThat(jars(part))
                    .filteredOn(name -> !name.startsWith("gantry-"))
                    .allSatisfy(name -> {
                        String artifact = name.replaceFirst("-\\d.*", "");
                        assertThat(notices).as(name).contains("| `" + artifact + "`");
                    });
        }
    }

    private static List<String> jars(String part) throws IOException {
        try (Stream<Path> files = Files.list(DISTRIBUTION.resolve("lib", part))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private record Result(int exitCode, String output, String errors) {}

    private Result start(Map<String, String> environment, String... arguments) throws Exception {
        Path output = folder.resolve("output");
        Path errors = folder.resolve("errors");
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(
                                Stream.of(DISTRIBUTION.resolve("bin", "gantry").toString()), Stream.of(arguments))
                        .toList())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment().putAll(environment);
        int exitCode = builder.start().waitFor();
        return new Result(exitCode, Files.readString(output), Files.readString(errors));
    }
}
