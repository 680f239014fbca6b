package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
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

    private static final String INCUBATOR = "WARNING: Using incubator modules: jdk.incubator.vector";

    private static final Map<String, String> ARCHIVING = Map.of("GANTRY_ARCHIVE", "1");

    /** Where the JVM says that it has the first class from. */
    private static final String ARCHIVED = "dev.gantry.app.Gantry source: shared objects file (top)";

    private static final String READ = "dev.gantry.app.Gantry source: file:";

    @TempDir
    private Path folder;

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void startsWithoutWarnings() throws Exception {
        Result result = start(DISTRIBUTION, Map.of(), "--version");
        assertThat(result.exitCode()).isZero();
        assertThat(result.output()).startsWith("Gantry ");
        assertThat(result.errors()).isEqualToIgnoringNewLines(INCUBATOR);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void ignoresAJavaThatIsTooOld() throws Exception {
        String old = jdk("24.0.1", "exit 99").toString();
        String path = Path.of(System.getProperty("java.home"), "bin") + ":" + System.getenv("PATH");
        Result result = start(DISTRIBUTION, Map.of("JAVA_HOME", old, "PATH", path), "--version");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void takesClassesFromItsArchive() throws Exception {
        assertThat(loaded(DISTRIBUTION, "--version")).contains(ARCHIVED);
    }

    /** Wherever an archive does not fit, it is left out, and nothing is said of it. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void leavesItsArchiveOutInAnotherPlace() throws Exception {
        assertThat(loaded(copy("moved"), "--version")).contains(READ);
        assertThat(Files.readString(folder.resolve("errors"))).isEqualToIgnoringNewLines(INCUBATOR);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void makesAnArchiveOfItsOwnAndLeavesItOutOnceAJarIsAdded() throws Exception {
        Path copy = copy("a copy");
        start(copy, ARCHIVING, "--version");
        assertThat(loaded(copy, "--version")).contains(ARCHIVED);
        Path jar = copy.resolve("lib/modules").resolve(jars("modules").getFirst());
        Files.copy(jar, copy.resolve("lib/classpath/another.jar"));
        assertThat(loaded(copy, "--version")).contains(READ);
        assertThat(Files.readString(folder.resolve("errors"))).isEqualToIgnoringNewLines(INCUBATOR);
    }

    /** From there the JVM would take classes of an archive for those of other JARs. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void leavesAnArchiveOutWhereAJarIsALinkOrThePathIsWrittenOtherwiseInAddresses() throws Exception {
        Path linked = copy("linked");
        for (String jar : jars("modules")) {
            Path link = linked.resolve("lib/modules").resolve(jar);
            Files.createSymbolicLink(link, Files.move(link, folder.resolve(jar)));
        }
        start(linked, ARCHIVING, "--version");
        assertThat(loaded(linked, "--version")).contains(READ);

        Path escaped = copy("100%");
        start(escaped, ARCHIVING, "--version");
        assertThat(loaded(escaped, "--version")).contains(READ);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void leavesItsArchiveOutForAnotherJdk() throws Exception {
        String other = jdk("25.0.99", "echo \"$@\"").toString();
        assertThat(start(DISTRIBUTION, Map.of("JAVA_HOME", other), "--version").output())
                .contains("--module dev.gantry.app")
                .doesNotContain("SharedArchiveFile");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void takesPluginsWithItsArchive() throws Exception {
        installPlugin();
        Result result = start(DISTRIBUTION, Map.of("GANTRY_HOME", folder.toString()), "hello");
        assertThat(result.output()).isEqualTo("hello");
        assertThat(result.errors()).isEqualToIgnoringNewLines(INCUBATOR);
    }

    /** Until pictures are drawn, and but for networks of DL4J, nothing of either is loaded. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void trainsWithoutWhatItDoesNotUse() throws Exception {
        String classes = loaded(
                DISTRIBUTION,
                "train",
                "ring-gan",
                "--set",
                "steps=2",
                "--out",
                folder.resolve("run").toString());
        assertThat(classes).contains("dev.gantry.nd4j.CpuSession").doesNotContain("org.nd4j.", "org.deeplearning4j.");
        assertThat(classes.substring(0, classes.indexOf("dev.gantry.core.run.TrainingEvent$StepCompleted")))
                .doesNotContain("javax.imageio.", "org.knowm.xchart.XYChart");
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

    /** With the JDK of the tests, unless the environment names another. */
    private Result start(Path distribution, Map<String, String> environment, String... arguments) throws Exception {
        Path output = folder.resolve("output");
        Path errors = folder.resolve("errors");
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(
                                Stream.of(distribution.resolve("bin", "gantry").toString()), Stream.of(arguments))
                        .toList())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        int exitCode = builder.start().waitFor();
        return new Result(exitCode, Files.readString(output), Files.readString(errors));
    }

    /** Which classes a command loads, and from where. */
    private String loaded(Path distribution, String... arguments) throws Exception {
        Path log = folder.resolve("classes");
        Result result = start(distribution, Map.of("GANTRY_OPTS", "-Xlog:class+load:file=" + log), arguments);
        assertThat(result.exitCode()).as(result.errors()).isZero();
        return Files.readString(log);
    }

    /** What tells its version, in another place. */
    private Path copy(String name) throws IOException {
        Path copy = folder.resolve(name);
        List<Path> files = new ArrayList<>(
                List.of(Path.of("bin/gantry"), Path.of("lib/classes.jsa"), Path.of("lib/classes.made-for")));
        jars("modules").forEach(jar -> files.add(Path.of("lib", "modules", jar)));
        jars("classpath").stream()
                .filter(jar -> jar.startsWith("gantry-"))
                .forEach(jar -> files.add(Path.of("lib", "classpath", jar)));
        for (Path file : files) {
            Files.createDirectories(copy.resolve(file).getParent());
            Files.copy(DISTRIBUTION.resolve(file), copy.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
        }
        return copy;
    }

    /** The folder of something that passes for a JDK of this version and runs a script. */
    private Path jdk(String version, String script) throws IOException {
        Path java = Files.createDirectories(folder.resolve("jdk", "bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\n" + script + "\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Files.writeString(folder.resolve("jdk", "release"), "JAVA_VERSION=\"" + version + "\"\n");
        return folder.resolve("jdk");
    }

    /** A plugin with the command {@code hello}, in the folder's {@code plugins/}. */
    private void installPlugin() throws IOException {
        Path sources = Files.createDirectories(folder.resolve("sources", "greeting"));
        Path classes = folder.resolve("classes");
        Path info = Files.writeString(sources.resolveSibling("module-info.java"), """
                module greeting {
                    requires dev.gantry.app;
                    opens greeting to info.picocli;
                    provides dev.gantry.app.command.CommandProvider with greeting.Provider;
                }
                """);
        Path provider = Files.writeString(sources.resolve("Provider.java"), """
                package greeting;

                import dev.gantry.app.command.CommandProvider;
                import dev.gantry.app.command.InstalledGantry;
                import java.util.concurrent.Callable;
                import picocli.CommandLine.Command;

                public final class Provider implements CommandProvider {
                    public String name() { return "hello"; }
                    public Object command(InstalledGantry gantry) { return new Hello(); }

                    @Command(description = "Greets.")
                    static final class Hello implements Callable<Integer> {
                        public Integer call() { System.out.print("hello"); return 0; }
                    }
                }
                """);
        String modules = DISTRIBUTION.resolve("lib", "modules").toString();
        run(
                "javac",
                "-proc:none",
                "-nowarn",
                "-p",
                modules,
                "-d",
                classes.toString(),
                info.toString(),
                provider.toString());
        Path jar = Files.createDirectories(folder.resolve("plugins")).resolve("greeting.jar");
        run("jar", "--create", "--file", jar.toString(), "-C", classes.toString(), ".");
    }

    private static void run(String tool, String... arguments) {
        assertThat(ToolProvider.findFirst(tool).orElseThrow().run(System.out, System.err, arguments))
                .isZero();
    }
}
