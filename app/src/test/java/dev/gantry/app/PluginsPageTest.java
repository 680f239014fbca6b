package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.gantry.core.data.Samples;
import dev.gantry.core.metric.Metric;
import dev.gantry.core.metric.MetricProvider;
import dev.gantry.core.metric.MetricValue;
import dev.gantry.core.tensor.Shape;
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
import java.util.Map;
import java.util.Objects;
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
        install("chi-squared", "ChiSquaredLoss");
        Path recipe = write("chi-squared.conf", block("hocon", "steps = "));
        String listed = gantry("list").out();
        assertThat(page.lines().filter(line -> line.matches(" {6}chi-squared .*| {8}alternative .*")))
                .hasSize(2)
                .allSatisfy(line -> assertThat(listed).contains(line.strip()));

        train(recipe, folder.resolve("run"));
    }

    @Test
    void theListenerHearsARun() throws IOException {
        install("journal", "Journal");
        String block = page.lines()
                .filter(line -> line.startsWith("    listeners {"))
                .findFirst()
                .orElseThrow();
        Path journal = folder.resolve("ring.txt");
        Path recipe = write(
                "heard.conf",
                block("hocon", "steps = ").replaceFirst("loss .*", "loss = non-saturating")
                        + block.replace("ring.txt", '"' + journal.toString().replace("\\", "/") + '"'));

        train(recipe, folder.resolve("run"));

        assertThat(Files.readAllLines(journal))
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("1 {").contains("critic/loss="),
                        second -> assertThat(second).startsWith("2 {").contains("modes-covered="),
                        third -> assertThat(third).isEqualTo("FINISHED at step 2"));
    }

    @Test
    void theCommandRuns() throws IOException {
        install("memory", "MemoryCommand");
        Path recipe = write(
                "small.conf",
                block("hocon", "steps = ").replaceFirst("loss .*", "loss = non-saturating")
                        + "backend.device = reference\n");

        CommandResult result = gantry("memory", recipe);

        assertThat(result.err()).isEmpty();
        assertThat(result.out().strip()).matches("\\Q" + recipe + "\\E needs [1-9][0-9]+ bytes");
        assertThat(result.code()).isZero();
        assertThat(gantry("memory", "none").code()).isEqualTo(2);
    }

    @Test
    void theLayerIsFoundTrainsAndIsExported() throws IOException {
        install("low-rank", "LowRank");
        Path recipe = write(
                "low-rank.conf",
                block("hocon", "steps = ")
                        .replaceFirst(
                                "generator \\{.*", block("hocon", "low-rank").strip())
                        .replaceFirst("loss .*", "loss = hinge"));
        Path run = folder.resolve("run");

        train(recipe, run);

        assertThat(gantry("export", run, "--to", "dl4j").err()).isEmpty();
        assertThat(run.resolve("generator.zip")).isNotEmptyFile();
    }

    /** Each module requires {@code dev.gantry.core} alone. */
    @Test
    void aSchemeAScheduleAPriorALayerAndAListenerTrainTogether() throws IOException {
        install("twice", "Twice");
        install("sawtooth", "Sawtooth");
        install("binary", "Binary");
        install("low-rank", "LowRank");
        install("journal", "Journal");
        Path journal = folder.resolve("together.txt");
        Path recipe = write(
                "together.conf",
                block("hocon", "steps = ")
                                .replaceFirst(
                                        "generator \\{.*",
                                        block("hocon", "low-rank").strip())
                                .replaceFirst("loss .*", "loss = hinge")
                        + block("hocon", "scheme = twice")
                        + block("hocon", "sawtooth")
                        + block("hocon", "prior = binary")
                        + "listeners.journal.file = \"" + journal.toString().replace("\\", "/") + "\"\n");

        train(recipe, folder.resolve("run"));

        assertThat(blocks("java").stream()
                        .filter(block ->
                                block.matches("(?s)module com.example.(twice|sawtooth|binary|lowrank|journal) .*")))
                .hasSize(5)
                .allSatisfy(module -> assertThat(module.lines()
                                .filter(line -> line.contains("requires"))
                                .map(String::strip))
                        .containsExactly("requires dev.gantry.core;"));
        assertThat(Files.readString(journal)).endsWith("FINISHED at step 2\n");
    }

    private void train(Path recipe, Path out) {
        CommandResult result = gantry(
                "train",
                recipe,
                "--set",
                "steps=2",
                "--set",
                "every.log=1",
                "--set",
                "backend.device=reference",
                "--out",
                out);
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains("finished 2 steps");
    }

    @Test
    void itsTestPasses() throws Exception {
        Path plugin = install("chi-squared", "ChiSquaredLoss");
        Path test =
                write("test/com/example/chisquared/ChiSquaredLossTest.java", block("java", "class ChiSquaredLossTest"));
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
    void theMetricMeasuresWhatItDeclares() throws Exception {
        String metric = block("java", "implements Metric ");
        Path source = write("com/example/moments/MeanDistance.java", metric);
        Path classes = folder.resolve("metric-classes");
        run("javac", "-proc:none", "-cp", GANTRY, "-d", classes.toString(), source.toString());
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()}, PluginsPageTest.class.getClassLoader())) {
            Class<?> type = loader.loadClass("com.example.moments.MeanDistance");
            Metric made = ((MetricProvider) type.getMethod("provider").invoke(null))
                    .component()
                    .from(ConfigFactory.empty());
            assertThat(made.values()).containsExactly(MetricValue.lowerIsBetter("mean-distance"));

            // Means (1, 2) and (4, 6), and a third sample that the metric did not ask for.
            Samples data = Samples.of(Shape.of(2), new float[] {0, 1, 2, 3});
            assertThat(made.measure(data, new float[] {3, 6, 5, 6, 100, 100}, 2, 1))
                    .isEqualTo(Map.of("mean-distance", 5.0));
        }
    }

    @Test
    void namesInThePageAreOfFilesThatExist() {
        Path home = Installation.current().home();
        assertThat(page.lines()
                        .filter(line -> line.startsWith("| ") && line.contains("/"))
                        .flatMap(line -> Stream.of(line.split("`")).filter(code -> code.matches("[a-z-]+/[A-Z]\\w+"))))
                .hasSize(13)
                .allSatisfy(name -> {
                    Path sources =
                            home.resolve(name.substring(0, name.indexOf('/'))).resolve("src/main/java");
                    try (Stream<Path> files = Files.walk(sources)) {
                        assertThat(files)
                                .anyMatch(file -> file.endsWith(name.substring(name.indexOf('/') + 1) + ".java"));
                    }
                });
    }

    /** Compiles and packs a plugin as the page says, into {@code plugins/}: of the block with this type, and of the module in the next. */
    private Path install(String name, String type) throws IOException {
        List<String> java = blocks("java");
        int at = java.indexOf(block("java", " " + type));
        String source = java.get(at);
        String folders = source.substring(source.indexOf("package ") + 8, source.indexOf(';'))
                .replace('.', '/');
        Path file = write(folders + "/" + type + ".java", source);
        Path module = write("module-info.java", java.get(at + 1));
        Path classes = folder.resolve("classes");
        run("javac", "-proc:none", "-p", GANTRY, "-d", classes.toString(), module.toString(), file.toString());
        Path jar = folder.resolve("plugins").resolve(name + ".jar");
        Files.createDirectories(Objects.requireNonNull(jar.getParent()));
        run("jar", "--create", "--file", jar.toString(), "-C", classes.toString(), ".");
        return jar;
    }

    private String block(String language, String with) {
        return blocks(language).stream()
                .filter(block -> block.contains(with))
                .findFirst()
                .orElseThrow();
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

    /** A command where the plugin is installed. */
    private CommandResult gantry(Object... arguments) {
        String home = System.getProperty(HOME);
        System.setProperty(HOME, folder.toString());
        try {
            return CommandResult.of(arguments);
        } finally {
            System.setProperty(HOME, home);
        }
    }

    private static void run(String tool, String... arguments) {
        StringWriter output = new StringWriter();
        PrintWriter writer = new PrintWriter(output);
        int code = ToolProvider.findFirst(tool).orElseThrow().run(writer, writer, arguments);
        assertThat(code).as("%s: %s", tool, output).isZero();
    }
}
