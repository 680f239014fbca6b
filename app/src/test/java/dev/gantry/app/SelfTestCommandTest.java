package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.core.tensor.Op.BinaryFunction;
import dev.gantry.core.tensor.Op.UnaryFunction;
import dev.gantry.engine.selftest.Check;
import dev.gantry.engine.selftest.DeviceChecks;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code gantry selftest}; {@link SelfTestTest} has what it finds on devices that compute wrongly. */
final class SelfTestCommandTest {

    private static final String HOME = "gantry.home";

    /** A device in a plugin that compiles nothing. */
    private static final String PROVIDER = """
            package broken;

            import dev.gantry.engine.backend.*;
            import dev.gantry.engine.plan.Plan;
            import java.util.Optional;

            public final class Provider implements BackendProvider, Backend {
                public String device() { return "broken"; }
                public int rank() { return Integer.MIN_VALUE; }
                public Optional<String> problem() { return Optional.empty(); }
                public Backend open() { return this; }
                public String description() { return "a broken device"; }
                public long availableMemory() { return Long.MAX_VALUE; }
                public Session compile(Plan plan, long seed) { throw new IllegalStateException("no kernel\\nfor this"); }
                public void close() {}
            }
            """;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "reference"})
    void passesOnDevicesThatShip(String device) {
        CommandResult result = CommandResult.of("selftest", "--device", device);

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).doesNotContain("FAILED");
        assertThat(result.code()).isZero();
        List<String> lines = result.out().lines().toList();
        List<String> names = DeviceChecks.all().stream().map(Check::name).toList();
        assertThat(lines.subList(1, 1 + names.size()))
                .zipSatisfy(
                        names,
                        (line, name) -> assertThat(line).startsWith(name + " ").endsWith(" ok"));
        Stream.of(UnaryFunction.values(), BinaryFunction.values())
                .flatMap(Stream::of)
                .map(function -> function.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .forEach(function -> assertThat(lines).anyMatch(line -> line.startsWith(function + " ")));
        assertThat(lines.subList(1 + names.size(), 3 + names.size()))
                .allMatch(line -> line.startsWith("training") && line.endsWith(" ok"));
        assertThat(lines).anyMatch(line -> line.startsWith("device " + device + ": "));
        assertThat(lines.getLast()).isEqualTo("0 of " + (names.size() + 2) + " checks failed");
    }

    @Test
    void failsOnADeviceThatThrowsAndWritesTheSameIntoAFile() throws IOException {
        Path file = folder.resolve("selftest.txt");
        installBrokenDevice();
        String home = System.setProperty(HOME, folder.toString());
        CommandResult result;
        try {
            result = CommandResult.of("selftest", "--device", "broken", "--out", file);
        } finally {
            System.setProperty(HOME, home);
        }

        int checks = DeviceChecks.all().size() + 2;
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).isEmpty();
        assertThat(result.out().lines().filter(line -> line.endsWith("FAILED"))).hasSize(checks);
        assertThat(result.out().lines())
                .containsSubsequence("    no kernel", "    for this", "device broken: a broken device");
        assertThat(result.out()).endsWith(checks + " of " + checks + " checks failed" + System.lineSeparator());
        assertThat(file).hasContent(result.out());
    }

    private void installBrokenDevice() throws IOException {
        Path sources = Files.createDirectories(folder.resolve("sources/broken"));
        Path classes = folder.resolve("classes");
        Path services = Files.createDirectories(classes.resolve("META-INF/services"));
        Path plugins = Files.createDirectories(folder.resolve("plugins"));
        Path source = Files.writeString(sources.resolve("Provider.java"), PROVIDER);
        Files.writeString(services.resolve("dev.gantry.engine.backend.BackendProvider"), "broken.Provider\n");
        String gantry = String.join(
                File.pathSeparator,
                System.getProperty("jdk.module.path", ""),
                System.getProperty("java.class.path", ""));
        run("javac", "-proc:none", "-nowarn", "-cp", gantry, "-d", classes.toString(), source.toString());
        run("jar", "--create", "--file", plugins.resolve("broken.jar").toString(), "-C", classes.toString(), ".");
    }

    private static void run(String tool, String... arguments) {
        assertThat(ToolProvider.findFirst(tool).orElseThrow().run(System.out, System.err, arguments))
                .as(tool)
                .isZero();
    }

    @Test
    void tellsThatThereIsNoSuchDevice() {
        CommandResult result = CommandResult.of("selftest", "--device", "abacus");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("--device: is 'abacus', and there are only [", "cpu", "reference");
    }

    @Test
    void tellsThatItCannotWriteBeforeItChecks() {
        CommandResult result =
                CommandResult.of("selftest", "--out", folder.resolve("missing").resolve("file.txt"));

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("cannot write", "its folder does not exist");
    }
}
