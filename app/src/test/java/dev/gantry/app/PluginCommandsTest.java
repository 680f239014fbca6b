package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugins add commands; what is wrong with one harms no other. */
final class PluginCommandsTest {

    private static final String HOME = "gantry.home";

    /** Gantry's classes and what they need, wherever the tests run. */
    private static final String GANTRY = Stream.of("jdk.module.path", "java.class.path")
            .map(System::getProperty)
            .filter(path -> path != null && !path.isEmpty())
            .reduce((modules, classes) -> modules + File.pathSeparator + classes)
            .orElseThrow();

    /** Of a package, the command's name, the annotation and the code of the command. */
    private static final String COMMAND = """
            package %1$s;

            import dev.gantry.app.command.CommandProvider;
            import dev.gantry.app.command.InstalledGantry;
            import dev.gantry.runtime.TrainingRuntime;
            import dev.gantry.runtime.component.Kind;
            import java.nio.file.Path;
            import java.util.List;
            import java.util.concurrent.Callable;
            import picocli.CommandLine.Command;
            import picocli.CommandLine.Model.CommandSpec;
            import picocli.CommandLine.Option;
            import picocli.CommandLine.Spec;

            public final class Provider implements CommandProvider {
                public String name() { return "%2$s"; }
                public Object command(InstalledGantry gantry) { return new Added(gantry); }

                %3$s
                static final class Added implements Callable<Integer> {
                    private final InstalledGantry gantry;
                    @Spec CommandSpec spec;
                    @Option(names = "--times", defaultValue = "1") int times;
                    Added(InstalledGantry gantry) { this.gantry = gantry; }
                    public Integer call() { %4$s }
                }
            }
            """;

    private static final String ANNOTATION = "@Command(description = \"Adds.\")";
    private static final String CODE = """
            spec.commandLine().getOut().println("hello ".repeat(times) + gantry.home().getFileName()); return 7;
            """;

    private final String home = System.getProperty(HOME);

    @TempDir
    private Path folder;

    @BeforeEach
    void beInstalled() {
        System.setProperty(HOME, folder.toString());
    }

    @AfterEach
    void goHome() {
        System.setProperty(HOME, home);
    }

    /** A plugin with a command, in a module of this name. */
    private Path install(String module, String name, String annotation, String code) throws IOException {
        return install(module, COMMAND.formatted(module, name, annotation, code), true);
    }

    private Path install(String module, String provider, boolean modular) throws IOException {
        Path sources = folder.resolve("sources").resolve(module);
        Path classes = folder.resolve("classes").resolve(module);
        Path source = write(sources.resolve(module).resolve("Provider.java"), provider);
        if (modular) {
            Path info = write(sources.resolve("module-info.java"), """
                    module %1$s {
                        requires dev.gantry.app;
                        opens %1$s to info.picocli;
                        provides dev.gantry.app.command.CommandProvider with %1$s.Provider;
                    }
                    """.formatted(module));
            run(
                    "javac",
                    "-proc:none",
                    "-nowarn",
                    "-p",
                    GANTRY,
                    "-d",
                    classes.toString(),
                    info.toString(),
                    source.toString());
        } else {
            run("javac", "-proc:none", "-nowarn", "-cp", GANTRY, "-d", classes.toString(), source.toString());
            write(classes.resolve("META-INF/services/dev.gantry.app.command.CommandProvider"), module + ".Provider\n");
        }
        Path jar = folder.resolve("plugins").resolve(module + ".jar");
        Files.createDirectories(jar.getParent());
        run("jar", "--create", "--file", jar.toString(), "-C", classes.toString(), ".");
        return jar;
    }

    private static Path write(Path file, String content) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        return Files.writeString(file, content);
    }

    private static void run(String tool, String... arguments) {
        StringWriter output = new StringWriter();
        PrintWriter writer = new PrintWriter(output);
        int code = ToolProvider.findFirst(tool).orElseThrow().run(writer, writer, arguments);
        assertThat(code).as("%s: %s", tool, output).isZero();
    }

    @Test
    void areThereAsGantrysOwn() throws IOException {
        install("modular", "hello", ANNOTATION, CODE);
        install("plain", COMMAND.formatted("plain", "again", ANNOTATION, CODE), false);

        for (String name : List.of("hello", "again")) {
            CommandResult result = CommandResult.of(name, "--times", "2");
            assertThat(result.out().strip()).isEqualTo("hello hello " + folder.getFileName());
            assertThat(result.code()).isEqualTo(7);
            assertThat(result.err()).isEmpty();
            assertThat(CommandResult.of("--help").out()).containsPattern("(?m)^  " + name + " +Adds[.]");
            assertThat(CommandResult.of(name, "--help").out())
                    .contains("Usage: gantry " + name, "--times", "--verbose", "Exit codes:");
        }
        CommandResult wrong = CommandResult.of("hello", "--times", "many");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).startsWith("gantry: ").contains("See 'gantry hello --help'.");
    }

    @Test
    void haveTheRuntimeAndTheRecipesAndTellWhatGoesWrongAsGantryDoes() throws IOException {
        write(folder.resolve("recipes/bad.conf"), "seed = x\n");
        install("trying", "try", ANNOTATION, """
                try (TrainingRuntime runtime = gantry.runtime()) {
                    spec.commandLine().getOut().println(runtime.components().find(Kind.LOSS, "wasserstein").isPresent());
                    spec.commandLine().getOut().println(gantry.noRecipe("worse"));
                    runtime.plan(gantry.recipe("bad").orElseThrow(), List.of());
                }
                return 0;
                """);

        CommandResult result = CommandResult.of("try");

        assertThat(result.out()).contains("true", "there is no recipe 'worse'", "Those that ship are: bad");
        assertThat(result.err()).contains("bad.conf: 1: 'seed' must be a whole number");
        assertThat(result.code()).isEqualTo(2);
    }

    @Test
    void oneThatBreaksIsToldWithItsJar() throws IOException {
        Path jar = install("breaking", "break", ANNOTATION, "throw new UnsupportedOperationException(\"no lever\");");

        CommandResult result = CommandResult.of("break");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err())
                .contains("failed unexpectedly: java.lang.UnsupportedOperationException: no lever (a command of " + jar
                        + ")");
    }

    @Test
    void oneWhoseAliasIsTakenLeavesTheOtherAsItIs() throws IOException {
        Path jar = install("greedy", "greet", "@Command(description = \"Greets.\", aliases = \"train\")", CODE);

        assertThat(CommandResult.of("train", "--help").out()).contains("Usage: gantry train");
        CommandResult listed = CommandResult.of("list");
        assertThat(listed.out())
                .contains(jar
                        + ": its command 'greet' cannot be used: its alias 'train' is a command that there is already");
        assertThat(CommandResult.of("greet").code()).isEqualTo(2);
    }

    @Test
    void thatCannotBeUsedAreSetAside() throws IOException {
        List<Path> broken = List.of(
                install(
                        "nothing",
                        COMMAND.formatted("nothing", "not-annotated", ANNOTATION, CODE)
                                .replace("return new Added(gantry)", "return \"no command\""),
                        true),
                install("shouting", "LOUD", ANNOTATION, CODE));
        install("modular", "hello", ANNOTATION, CODE);
        Path twice = install(
                "twice",
                COMMAND.formatted("twice", "talk-twice", ANNOTATION, CODE).replace("--times", "--verbose"),
                true);
        Path failing = install(
                "failing",
                COMMAND.formatted("failing", "fail", ANNOTATION, CODE)
                        .replace("return new Added(gantry)", "throw new IllegalStateException(\"no licence\")"),
                true);

        assertThat(CommandResult.of("hello").code()).isEqualTo(7);
        CommandResult listed = CommandResult.of("list");
        assertThat(listed.code()).isZero();
        String setAside = listed.out().substring(listed.out().indexOf("\nset aside\n"));
        assertThat(setAside)
                .contains(broken.get(0) + ": its command 'not-annotated' cannot be used: ")
                .contains(broken.get(1) + ": its class shouting.Provider cannot be used: a command's name is lower case"
                        + " with dashes, found 'LOUD'")
                .contains(twice + ": its command 'talk-twice' cannot be used: ")
                .contains(failing + ": its command 'fail' cannot be used: no licence");
        assertThat(CommandResult.of("--help").out()).contains("  hello ").doesNotContain("twice", "LOUD", "fail ");
    }

    @Test
    void twoOfOneNameAreRefused() throws IOException {
        Path first = install("aaa", "hello", ANNOTATION, CODE);
        Path second = install("bbb", "hello", ANNOTATION, CODE);

        for (String command : List.of("list", "hello")) {
            CommandResult result = CommandResult.of(command);
            assertThat(result.code()).isEqualTo(2);
            assertThat(result.err())
                    .contains(second + ": its command 'hello' is in " + first
                            + " already; names are unique, so one of the two must go");
        }
        assertThat(CommandResult.of("--help").code()).isZero();
    }

    @Test
    void oneOfAnOwnNameIsRefused() throws IOException {
        Path jar = install("mine", "train", ANNOTATION, CODE);

        CommandResult result = CommandResult.of("train");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains(jar + ": its command 'train' is in ", " already; names are unique");
    }
}
