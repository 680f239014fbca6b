package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/plugins.md} shows is compiled, packed, listed, trained and tested as it says. */
final class PluginsPageTest {

    private static final String HOME = "gantry.home";

    /** Gantry's classes and what they need, wherever the tests run. */
    private static final String GANTRY = Stream.of("jdk.module.path", "java.class.path")
            .map(System::getProperty)
            .filter(path -> path != null && !path.isEmpty())
            .reduce((modules, classes) -> modules + File.pathSeparator + classes)
            .orElseThrow();

    @TempDir
    private Path folder;

    private final String page;

    PluginsPageTest() throws IOException {
        page = Files.readString(Installation.current().home().resolve("docs/plugins.md"));
    }

    @Test
    void thePluginIsFoundAndTrains() throws IOException {
        install();
        Path recipe = write("chi-squared.conf", blocks("hocon").getFirst());
        String home = System.getProperty(HOME);
        System.setProperty(HOME, folder.toString());
        try {
            String listed = CommandResult.of("list").out();
            assertThat(page.lines().filter(line -> line.matches(" {6}chi-squared .*| {8}alternative .*")))
                    .hasSize(2)
                    .allSatisfy(line -> assertThat(listed).contains(line.strip()));

            CommandResult result = CommandResult.of(
                    "train",
                    recipe,
                    "--set",
                    "steps=2",
                    "--set",
                    "every.log=1",
                    "--set",
                    "backend.device=reference",
                    "--out",
                    folder.resolve("run"));
            assertThat(result.err()).isEmpty();
            assertThat(result.out()).contains("finished 2 steps");
        } finally {
            System.setProperty(HOME, home);
        }
    }

    @Test
    void itsTestPasses() throws Exception {
        Path plugin = install();
        Path test = write(
                "test/com/example/chisquared/ChiSquaredLossTest.java",
                blocks("java").get(2));
        Path classes = folder.resolve("test-classes");
        run(
                "javac",
                "-proc:none",
                "-cp",
                plugin + File.pathSeparator + GANTRY,
                "-d",
                classes.toString(),
                test.toString());
        URL[] urls = {plugin.toUri().toURL(), classes.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(urls, PluginsPageTest.class.getClassLoader())) {
            Class<?> type = loader.loadClass("com.example.chisquared.ChiSquaredLossTest");
            Constructor<?> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            List<Method> tests = Arrays.stream(type.getDeclaredMethods())
                    .filter(method -> method.isAnnotationPresent(Test.class))
                    .toList();
            assertThat(tests).hasSize(3);
            for (Method method : tests) {
                method.setAccessible(true);
                method.invoke(constructor.newInstance());
            }
        }
    }

    @Test
    void aScheduleOfOnesOwnTrains() throws IOException {
        pluginOf(blocks("java").get(3), "ScheduleProvider");
        trains(blocks("hocon").getFirst().replace("chi-squared, alternative = false", "hinge")
                + blocks("hocon").get(1));
    }

    @Test
    void aPriorOfOnesOwnTrains() throws IOException {
        pluginOf(blocks("java").get(4), "PriorProvider");
        trains(blocks("hocon").getFirst().replace("chi-squared, alternative = false", "hinge")
                + blocks("hocon").get(2));
    }

    /** Compiles and packs a component of a module of its own, into {@code plugins/}. */
    private void pluginOf(String source, String provider) throws IOException {
        String name = found("package ([\\w.]+);", source);
        String type = found("public record (\\w+)", source);
        Path component = write(name.replace('.', '/') + "/" + type + ".java", source);
        Path module = write("module-info.java", """
                module %s {
                    requires dev.gantry.core;

                    provides dev.gantry.core.spi.%s with
                            %s.%s;
                }
                """.formatted(name, provider, name, type));
        pack(name + ".jar", module, component);
    }

    private static String found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .findFirst()
                .orElseThrow();
    }

    private void trains(String settings) throws IOException {
        Path recipe = write("own.conf", settings);
        String home = System.getProperty(HOME);
        System.setProperty(HOME, folder.toString());
        try {
            CommandResult result = CommandResult.of(
                    "train",
                    recipe,
                    "--set",
                    "steps=2",
                    "--set",
                    "backend.device=reference",
                    "--out",
                    folder.resolve("run"));
            assertThat(result.err()).isEmpty();
            assertThat(result.out()).contains("finished 2 steps");
        } finally {
            System.setProperty(HOME, home);
        }
    }

    @Test
    void namesInThePageAreOfFilesThatExist() {
        Path home = Installation.current().home();
        assertThat(page.lines()
                        .filter(line -> line.startsWith("| ") && line.contains("/"))
                        .flatMap(line -> Stream.of(line.split("`")).filter(code -> code.matches("[a-z-]+/[A-Z]\\w+"))))
                .hasSize(12)
                .allSatisfy(name -> {
                    Path sources =
                            home.resolve(name.substring(0, name.indexOf('/'))).resolve("src/main/java");
                    try (Stream<Path> files = Files.walk(sources)) {
                        assertThat(files)
                                .anyMatch(file -> file.endsWith(name.substring(name.indexOf('/') + 1) + ".java"));
                    }
                });
    }

    /** Compiles and packs the plugin as the page says, into {@code plugins/}. */
    private Path install() throws IOException {
        List<String> java = blocks("java");
        Path loss = write("com/example/chisquared/ChiSquaredLoss.java", java.get(0));
        Path module = write("module-info.java", java.get(1));
        return pack("chi-squared.jar", module, loss);
    }

    private Path pack(String name, Path module, Path component) throws IOException {
        Path classes = folder.resolve("classes");
        run("javac", "-proc:none", "-p", GANTRY, "-d", classes.toString(), module.toString(), component.toString());
        Path jar = folder.resolve("plugins").resolve(name);
        Files.createDirectories(Objects.requireNonNull(jar.getParent()));
        run("jar", "--create", "--file", jar.toString(), "-C", classes.toString(), ".");
        return jar;
    }

    private List<String> blocks(String language) {
        List<String> blocks = new ArrayList<>();
        String fence = "```" + language + "\n";
        for (int at = page.indexOf(fence); at >= 0; at = page.indexOf(fence, at + 1)) {
            int start = at + fence.length();
            blocks.add(page.substring(start, page.indexOf("```", start)));
        }
        return blocks;
    }

    private Path write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        return Files.writeString(file, content);
    }

    private static void run(String tool, String... arguments) {
        StringWriter output = new StringWriter();
        PrintWriter writer = new PrintWriter(output);
        int code = ToolProvider.findFirst(tool).orElseThrow().run(writer, writer, arguments);
        assertThat(code).as("%s: %s", tool, output).isZero();
    }
}
