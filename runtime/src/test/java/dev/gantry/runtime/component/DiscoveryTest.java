package dev.gantry.runtime.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import dev.gantry.core.component.Component;
import dev.gantry.core.component.Part;
import dev.gantry.core.component.Schedule;
import dev.gantry.core.spi.LipschitzConstraint;
import dev.gantry.core.spi.LipschitzConstraintProvider;
import dev.gantry.core.spi.Loss;
import dev.gantry.core.spi.Scores;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.BackendProvider;
import dev.gantry.engine.backend.ReferenceBackendProvider;
import dev.gantry.engine.scope.TracedScope;
import dev.gantry.runtime.recipe.RecipeReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugins are compiled here, against Gantry's classes alone, as somebody else would. */
class DiscoveryTest {

    private static final String LOSS = """
            package %1$s;

            import dev.gantry.core.component.Component;
            import dev.gantry.core.spi.Loss;
            import dev.gantry.core.spi.LossProvider;
            import dev.gantry.core.spi.Scores;
            import dev.gantry.core.tensor.Tensor;
            import java.lang.invoke.MethodHandles;

            public record PowerLoss(double scale) implements Loss {
                public static LossProvider provider() {
                    return () -> Component.of(MethodHandles.lookup(), PowerLoss.class, "%2$s", "A loss.", "scale = 2");
                }
                public Tensor critic(Scores scores) { return scores.fake().sub(scores.real()).mul(scale).mean(); }
                public Tensor generator(Scores scores) { return scores.fake().neg().mean(); }
            }
            """;

    private static final String MODULE = """
            module %1$s {
                requires dev.gantry.core;
                provides dev.gantry.core.spi.LossProvider with %1$s.PowerLoss;
            }
            """;

    private static final String PLAIN_PROVIDER = """
            package plain;

            import dev.gantry.core.component.Component;
            import dev.gantry.core.spi.Loss;
            import dev.gantry.core.spi.LossProvider;

            public final class Provider implements LossProvider {
                public Component<Loss> component() { return PowerLoss.provider().component(); }
            }
            """;

    /** Gantry's classes and what they need, wherever the tests run. */
    private static final String GANTRY = Stream.of("jdk.module.path", "java.class.path")
            .map(System::getProperty)
            .filter(path -> path != null && !path.isEmpty())
            .reduce((modules, classes) -> modules + File.pathSeparator + classes)
            .orElseThrow();

    @TempDir
    private static Path built;

    private static Path modular;
    private static Path plain;

    @TempDir
    private Path plugins;

    @BeforeAll
    static void buildPlugins() throws IOException {
        modular = modularPlugin();
        plain = plainPlugin();
    }

    /** With the loss {@code cubic}, in a module. */
    private static Path modularPlugin() throws IOException {
        return jar(
                "modular",
                Map.of(
                        "module-info.java", MODULE.formatted("third.party"),
                        "third/party/PowerLoss.java", LOSS.formatted("third.party", "cubic")));
    }

    /** With the loss {@code quartic}, in a JAR without a module. */
    private static Path plainPlugin() throws IOException {
        return jar(
                "plain",
                Map.of(
                        "plain/PowerLoss.java",
                        LOSS.formatted("plain", "quartic"),
                        "plain/Provider.java",
                        PLAIN_PROVIDER,
                        "META-INF/services/dev.gantry.core.spi.LossProvider",
                        "plain.Provider\n"));
    }

    /** Compiles what ends in {@code .java} and packs it together with the other files. */
    private static Path jar(String name, Map<String, String> files) throws IOException {
        Path sources = built.resolve(name + "-sources");
        Path classes = Files.createDirectories(built.resolve(name + "-classes"));
        List<String> compiled = new ArrayList<>();
        for (Map.Entry<String, String> file : files.entrySet()) {
            boolean source = file.getKey().endsWith(".java");
            Path path = (source ? sources : classes).resolve(file.getKey());
            Files.createDirectories(Objects.requireNonNull(path.getParent()));
            Files.writeString(path, file.getValue());
            if (source) {
                compiled.add(path.toString());
            }
        }
        if (!compiled.isEmpty()) {
            String path = files.containsKey("module-info.java") ? "--module-path" : "--class-path";
            List<String> arguments = new ArrayList<>(List.of(
                    "-proc:none", "-nowarn", path, GANTRY + File.pathSeparator + built, "-d", classes.toString()));
            if (files.containsKey("module-info.java")) {
                arguments.addAll(List.of("--module-version", "1.2"));
            }
            arguments.addAll(compiled);
            run("javac", arguments);
        }
        Path manifest = Files.writeString(built.resolve(name + ".mf"), "Implementation-Version: 3.4\n");
        Path jar = built.resolve(name + ".jar");
        run("jar", List.of("--create", "--file=" + jar, "--manifest=" + manifest, "-C", classes.toString(), "."));
        return jar;
    }

    private static void run(String tool, List<String> arguments) {
        StringWriter output = new StringWriter();
        PrintWriter writer = new PrintWriter(output);
        int code = ToolProvider.findFirst(tool).orElseThrow().run(writer, writer, arguments.toArray(String[]::new));
        assertThat(code).as("%s: %s", tool, output).isZero();
    }

    private Path install(Path jar, String name) throws IOException {
        Path path = plugins.resolve(name);
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        return Files.copy(jar, path);
    }

    private Components discover() {
        return Components.discover(List.of(plugins));
    }

    private List<Problem> problems() {
        return catchThrowableOfType(PluginException.class, this::discover).problems();
    }

    private List<Problem> setAside() {
        return discover().setAside();
    }

    /** A plain plugin whose class {@code plain.Provider} is this one. */
    private static Path plainJar(String name, String provider, Map<String, String> more) throws IOException {
        Map<String, String> files = new HashMap<>(more);
        files.put("plain/PowerLoss.java", LOSS.formatted("plain", "quartic"));
        files.put("plain/Provider.java", provider);
        files.put("META-INF/services/dev.gantry.core.spi.LossProvider", "plain.Provider\n");
        return jar(name, files);
    }

    /** Of a plain plugin that is set aside: the only reason, which is its class's. */
    private String reason(String name, String provider) throws IOException {
        Path jar = install(plainJar(name, provider, Map.of()), name + ".jar");
        Components components = discover();
        assertThat(components.find(Kind.LOSS, "quartic")).isEmpty();
        assertThat(components.setAside()).hasSize(1);
        assertThat(components.setAside().getFirst().location()).isEqualTo(jar.toString());
        Files.delete(jar);
        return components.setAside().getFirst().message();
    }

    private static void works(Components.Entry<Loss> entry) {
        Loss loss = entry.component().from(ConfigFactory.parseString("scale = 3"));
        Tensor scores = Tensor.fill(Shape.of(4), 1);

        assertThat(loss).hasToString("PowerLoss[scale=3.0]");
        assertThat(loss.critic(new Scores(scores, scores, TracedScope.training("test")))
                        .shape())
                .isEqualTo(Shape.SCALAR);
        assertThat(entry.keys()).extracting(Key::name).containsExactly("scale");
    }

    @Test
    void findsWhatGantryBringsItself() {
        Components components = Components.discover(List.of(plugins.resolve("none")));

        assertThat(components.of(Kind.OPTIMIZER))
                .extracting(Components.Entry::name)
                .contains("adam", "rmsprop", "sgd")
                .doesNotHaveDuplicates();
        assertThat(components.backends()).extracting(BackendProvider::device).containsOnlyOnce("reference");
        assertThat(components
                        .find(Kind.OPTIMIZER, "adam")
                        .orElseThrow()
                        .origin()
                        .name())
                .isEqualTo("dev.gantry.optimizers");
    }

    @Test
    void findsAModularJarInALayerOfItsOwn() throws IOException {
        Path jar = install(modular, "cubic.jar");

        Components.Entry<Loss> entry = discover().find(Kind.LOSS, "cubic").orElseThrow();

        works(entry);
        assertThat(entry.origin()).isEqualTo(new Components.Origin("third.party", "1.2", jar.toString()));
        Module module = entry.component().from(ConfigFactory.empty()).getClass().getModule();
        assertThat(module.getName()).isEqualTo("third.party");
        assertThat(module.getLayer()).isNotSameAs(ModuleLayer.boot());
    }

    @Test
    void findsAPlainJar() throws IOException {
        Path jar = install(plain, "quartic.jar");

        Components.Entry<Loss> entry = discover().find(Kind.LOSS, "quartic").orElseThrow();

        works(entry);
        assertThat(entry.origin()).isEqualTo(new Components.Origin("quartic.jar", "3.4", jar.toString()));
    }

    @Test
    void findsBothSideBySideAndReadsTheirNamesInARecipe() throws IOException {
        install(modular, "cubic.jar");
        install(plain, "quartic.jar");

        assertThat(discover().of(Kind.LOSS)).extracting(Components.Entry::name).contains("cubic", "quartic");
    }

    @Test
    void aFolderOfJarsIsOnePlugin() throws IOException {
        Path library = jar(
                "library",
                Map.of(
                        "module-info.java", "module some.library { exports some.library; }",
                        "some/library/Names.java", """
                        package some.library;
                        public final class Names { public static final String QUINTIC = "quintic".strip(); }
                        """));
        Path plugin = jar(
                "needy",
                Map.of(
                        "module-info.java",
                                MODULE.formatted("needy").replace("requires", "requires some.library; requires"),
                        "needy/PowerLoss.java",
                                LOSS.formatted("needy", "NAME").replace("\"NAME\"", "some.library.Names.QUINTIC")));
        install(plugin, "quintic/needy.jar");
        install(library, "quintic/library.jar");

        works(discover().find(Kind.LOSS, "quintic").orElseThrow());

        Files.delete(plugins.resolve("quintic/library.jar"));
        assertThat(setAside())
                .containsExactly(new Problem(
                        plugins.resolve("quintic").toString(),
                        "cannot be loaded: Module some.library not found, required by needy; "
                                + "JARs that a plugin needs belong beside it, in a folder of its own"));
    }

    @Test
    void twoOfOneNameAreRefused() throws IOException {
        Path first = install(plain, "a.jar");
        Path second = install(plain, "b.jar");

        assertThat(problems())
                .containsExactly(new Problem(
                        second.toString(),
                        "its loss 'quartic' is in %s already; names are unique, so one of the two must go"
                                .formatted(first)));
    }

    @Test
    void aCopyOfAModuleOfTheHostIsRefused() throws IOException {
        Path copy = install(jar("copy", Map.of("module-info.java", "module dev.gantry.core {}")), "copy/core.jar");
        install(modular, "copy/cubic.jar");

        assertThat(setAside())
                .containsExactly(
                        new Problem(
                                Objects.requireNonNull(copy.getParent()).toString(),
                                "holds the module dev.gantry.core, which the application has already; take it out of the plugin"));
    }

    @Test
    void brokenJarsAreNamedTogether() throws IOException {
        Path text = Files.writeString(plugins.resolve("a-text.jar"), "not a JAR");
        Path empty = install(
                jar("empty", Map.of("META-INF/services/dev.gantry.core.spi.LossProvider", "no.such.Provider\n")),
                "b-empty.jar");
        Path failing = install(
                jar(
                        "failing",
                        Map.of(
                                "plain/Provider.java",
                                PLAIN_PROVIDER.replace(
                                        "return PowerLoss.provider().component()",
                                        "throw new IllegalStateException(\"no licence\")"),
                                "META-INF/services/dev.gantry.core.spi.LossProvider",
                                "plain.Provider\n")),
                "c-failing.jar");

        Path working = install(plain, "d-working.jar");

        Components components = discover();

        assertThat(components.setAside())
                .extracting(Problem::location)
                .containsExactlyInAnyOrder(text.toString(), empty.toString(), failing.toString());
        assertThat(components.setAside())
                .extracting(Problem::message)
                .anySatisfy(message -> assertThat(message)
                        .startsWith("cannot be loaded: it is not a readable JAR: ")
                        .endsWith("; build it again"))
                .contains(
                        "its class no.such.Provider, which it lists as LossProvider, cannot be used: the class"
                                + " no.such.Provider is missing; JARs that a plugin needs belong beside it, in a folder of"
                                + " its own",
                        "its class plain.Provider cannot be used: no licence");
        assertThat(components.find(Kind.LOSS, "quartic").orElseThrow().origin().location())
                .isEqualTo(working.toString());
    }

    @Test
    void whyAClassIsSetAsideIsSaidInWords() throws IOException {
        String listed = "its class plain.Provider, which it lists as LossProvider, cannot be used: ";
        String used = "its class plain.Provider cannot be used: ";

        assertThat(reason(
                        "initializer",
                        PLAIN_PROVIDER.replace(
                                "    public", "    static final int LENGTH = ((String) null).length();\n    public")))
                .startsWith(listed + "a static initializer failed: NullPointerException: ");
        assertThat(reason("null", PLAIN_PROVIDER.replace("PowerLoss.provider().component()", "null")))
                .isEqualTo(used + "its component() gives null");
        assertThat(reason(
                        "name",
                        PLAIN_PROVIDER.replace(
                                "PowerLoss.provider().component()",
                                "Component.of(() -> null, \"Bad Name\", \"A loss.\")")))
                .isEqualTo(used + "a component's name is lower case with dashes, found 'Bad Name'");
        assertThat(reason("abstract", PLAIN_PROVIDER.replace("final class", "abstract class")))
                .isEqualTo(
                        listed
                                + "it must be public, with a public constructor without arguments or a public static method provider()");
        assertThat(reason("none", PLAIN_PROVIDER.replace("implements LossProvider ", "")))
                .isEqualTo(listed + "it is none, and has no public static method provider() that gives one");
        assertThat(reason(
                        "reference",
                        PLAIN_PROVIDER.replace(
                                "PowerLoss.provider().component()",
                                "Component.of(java.lang.invoke.MethodHandles.lookup(), PowerLoss.class, \"quartic\","
                                        + " \"A loss.\", \"1\")")))
                .startsWith(used + "component 'quartic': its reference is not HOCON: ");
        assertThat(reason("overflow", PLAIN_PROVIDER.replace("PowerLoss.provider().component()", "component()")))
                .isEqualTo(used + "StackOverflowError");
    }

    @Test
    void aMissingClassAndAMissingMethodAreToldWithTheirCure() throws IOException {
        Path needy = plainJar(
                "lacking",
                PLAIN_PROVIDER.replace("return ", "Lacked.call(); return "),
                Map.of("plain/Lacked.java", "package plain; final class Lacked { static void call() {} }"));
        Path classes = built.resolve("lacking-classes");
        Files.delete(classes.resolve("plain/Lacked.class"));
        Path missing = built.resolve("lacking-class.jar");
        run("jar", List.of("--create", "--file=" + missing, "-C", classes.toString(), "."));
        install(missing, "missing.jar");

        assertThat(setAside())
                .extracting(Problem::message)
                .containsExactly(
                        "its class plain.Provider cannot be used: the class plain.Lacked is missing; JARs that a"
                                + " plugin needs belong beside it, in a folder of its own");

        run(
                "javac",
                List.of(
                        "-proc:none",
                        "-d",
                        classes.toString(),
                        Files.writeString(built.resolve("Lacked.java"), "package plain; final class Lacked {}")
                                .toString()));
        run("jar", List.of("--create", "--file=" + missing, "-C", classes.toString(), "."));
        Files.delete(plugins.resolve("missing.jar"));
        install(missing, "other.jar");

        assertThat(setAside())
                .extracting(Problem::message)
                .containsExactly(
                        "its class plain.Provider cannot be used: it was built for another version of Gantry, or"
                                + " of a library: NoSuchMethodError: 'void plain.Lacked.call()'; build it for this one");
        assertThat(needy).exists();
    }

    @Test
    void aPlainJarWithGantrysClassesIsSetAside() throws IOException {
        Path jar = install(
                plainJar(
                        "shaded",
                        PLAIN_PROVIDER,
                        Map.of(
                                "dev/gantry/core/spi/Loss.java",
                                "package dev.gantry.core.spi; public interface Loss {"
                                        + " dev.gantry.core.tensor.Tensor critic(Scores scores);"
                                        + " dev.gantry.core.tensor.Tensor generator(Scores scores); }")),
                "shaded.jar");

        Components components = discover();

        assertThat(components.find(Kind.LOSS, "quartic")).isEmpty();
        assertThat(components.setAside())
                .containsExactly(new Problem(
                        jar.toString(),
                        "cannot be loaded: it holds the class dev.gantry.core.spi.Loss, which the application has already;"
                                + " take Gantry's classes out of the plugin"));
    }

    @Test
    void aPlainJarMayListClassesThatAModuleCouldProvide() throws IOException {
        install(
                jar(
                        "method",
                        Map.of(
                                "plain/PowerLoss.java",
                                LOSS.formatted("plain", "quartic"),
                                "META-INF/services/dev.gantry.core.spi.LossProvider",
                                "# the losses\nplain.PowerLoss # one\n\n")),
                "method.jar");

        works(discover().find(Kind.LOSS, "quartic").orElseThrow());
    }

    @Test
    void aKeyThatRecipesHaveOfTheirOwnIsRefused() throws IOException {
        Path jar = install(
                jar(
                        "shadow",
                        Map.of(
                                "plain/PowerLoss.java",
                                LOSS.formatted("plain", "quartic").replace("scale", "type"),
                                "META-INF/services/dev.gantry.core.spi.LossProvider",
                                "plain.PowerLoss\n")),
                "shadow.jar");

        assertThat(setAside())
                .containsExactly(new Problem(
                        jar.toString(),
                        "its class plain.PowerLoss cannot be used: loss 'quartic' has the key 'type', which is the recipe's"
                                + " own in the block of a loss; give it another name"));
    }

    /** A plugin's own, which no recipe can name. */
    private interface Spice extends Part {}

    private record Spiced(Spiced.Inner inner) implements LipschitzConstraint {

        private record Inner(List<Spice> spices) {}
    }

    @Test
    void aKeyThatHoldsWhatIsNoKindIsRefused() {
        LipschitzConstraintProvider spiced =
                () -> Component.of(MethodHandles.lookup(), Spiced.class, "spiced", "Help.", "inner { spices = [] }");

        assertThat(catchThrowableOfType(PluginException.class, () -> Components.given(List.of(spiced), List.of()))
                        .problems())
                .singleElement()
                .extracting(Problem::message)
                .asString()
                .contains("constraint 'spiced' holds in 'inner.spices' a " + Spice.class.getName()
                        + ", which is no kind of component; let it hold one of the kinds that there are")
                .contains(Schedule.class.getName());
        assertThatThrownBy(() -> spiced.component()
                        .from(
                                ConfigFactory.parseString("inner.spices = [pepper]"),
                                Components.given(List.of(), List.of())))
                .isInstanceOf(ConfigException.ValidationFailed.class)
                .hasMessageContaining("no kind of component is a " + Spice.class.getName());
    }

    @Test
    void anExtensionIsKnownByItsService() {
        Components components = Components.discover(
                List.of(plugins), List.of(new Extension<>(Runnable.class, "task", _ -> "first", Set.of())));

        assertThat(components.of(new Extension<>(Runnable.class, "task", _ -> "second", Set.of())))
                .isSameAs(components.of(new Extension<>(Runnable.class, "task", _ -> "second", Set.of())));
    }

    @Test
    void aLongReasonKeepsItsEnd() {
        String reason = Reason.of(new IllegalStateException("x".repeat(10_000) + "; write less"));

        assertThat(reason).hasSizeLessThan(500).startsWith("xxx").endsWith("xxx; write less");
        assertThat(Reason.printable("its class y cannot be used: " + reason))
                .hasSizeLessThan(500)
                .endsWith("; write less");
    }

    @Test
    void everyKeyOfARecipeInAComponentsBlockIsReserved() {
        assertThat(Kind.all().stream().filter(kind -> kind.recipeKeys().size() > 1))
                .extracting(kind -> kind + " " + kind.recipeKeys())
                .containsExactly(
                        "constraint [every, type]", "metric [features, type]", "optimizer [learning-rate, type]");
        assertThat(Kind.all()).allMatch(kind -> kind.recipeKeys().contains("type"));
    }

    @Test
    void twoDevicesOfOneNameAreRefused() {
        List<BackendProvider> twice = List.of(new ReferenceBackendProvider(), new ReferenceBackendProvider());

        assertThat(catchThrowableOfType(PluginException.class, () -> Components.given(List.of(), twice))
                        .problems())
                .containsExactly(
                        new Problem(
                                "the application",
                                "its device 'reference' is in the application already; names are unique, so one of the two must go"));
    }

    @Test
    void twoExportersOfOneNameAndTwoTrainersAreRefused() throws IOException {
        String exporter = """
                package %1$s;
                public final class Exporter implements dev.gantry.core.export.ModelExporter {
                    public String format() { return "stone"; }
                    public String extension() { return "stone"; }
                    public void export(dev.gantry.core.export.TrainedNetwork network, java.io.OutputStream target) {}
                }
                """;
        String trainer = """
                package %1$s;
                public final class Trainer implements dev.gantry.core.metric.ClassifierTrainer {
                    public Classifier train(dev.gantry.core.data.Samples samples, int steps, long seed) { return null; }
                }
                """;
        Path first = null;
        for (String name : List.of("one", "two")) {
            Path jar = install(
                    jar(
                            name,
                            Map.of(
                                    name + "/Exporter.java",
                                    exporter.formatted(name),
                                    name + "/Trainer.java",
                                    trainer.formatted(name),
                                    "META-INF/services/dev.gantry.core.export.ModelExporter",
                                    name + ".Exporter",
                                    "META-INF/services/dev.gantry.core.metric.ClassifierTrainer",
                                    name + ".Trainer")),
                    name + ".jar");
            first = first == null ? jar : first;
        }

        assertThat(problems())
                .containsExactly(
                        new Problem(
                                plugins.resolve("two.jar").toString(),
                                "its exporter 'stone' is in %s already; names are unique, so one of the two must go"
                                        .formatted(first)),
                        new Problem(
                                plugins.resolve("two.jar").toString(),
                                "its trainer of 'classifiers' is in %s already; names are unique, so one of the two must go"
                                        .formatted(first)));
    }

    @Test
    void aRecipeThatNamesWhatWasSetAsideIsToldWhy() throws IOException {
        Path text = Files.writeString(plugins.resolve("text.jar"), "not a JAR");
        Components components = discover();

        assertThatThrownBy(() -> RecipeReader.read(
                        "asking", "optimizer.generator.type = adma\nloss = quartic", List.of(), components))
                .hasMessageContaining("asking: 2: unknown loss 'quartic'.")
                .hasMessageContaining(
                        " (plugins were set aside: " + text + ": cannot be loaded: it is not a readable JAR");
    }

    @Test
    void anApplicationOnTheClassPathFindsAllOfThisToo() throws IOException, InterruptedException {
        install(modular, "cubic.jar");
        install(plain, "quartic.jar");
        Path application = Files.writeString(plugins.resolve("Application.java"), """
                import dev.gantry.runtime.component.*;

                class Application {
                    public static void main(String[] folders) {
                        Components components = Components.discover(java.util.List.of(java.nio.file.Path.of(folders[0])));
                        for (Kind<?> kind : java.util.List.of(Kind.LOSS, Kind.OPTIMIZER)) {
                            components.of(kind).forEach(entry -> System.out.println(entry.name()));
                        }
                        components.backends().forEach(backend -> System.out.println(backend.device()));
                    }
                }
                """);
        Path output = plugins.resolve("output.txt");

        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--class-path",
                        GANTRY,
                        application.toString(),
                        plugins.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();

        assertThat(java.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(output, StandardCharsets.UTF_8).lines())
                .contains("cubic", "quartic", "adam", "rmsprop", "sgd")
                .containsOnlyOnce("reference");
    }
}
