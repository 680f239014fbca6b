package dev.gantry.runtime.store;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import dev.gantry.core.component.Settings;
import dev.gantry.core.data.Samples;
import dev.gantry.runtime.component.Components;
import dev.gantry.runtime.component.Kind;
import dev.gantry.runtime.data.ClassCounts;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.run.CheckpointException;
import dev.gantry.runtime.store.Json.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Where a run's numbers come from: what, on what, and with which versions. */
public final class Provenance {

    private static final String GENERATOR_FROM = "generator-from";
    private static final String DATA = "data";
    private static final String CLASSES = "classes";

    /** More would make a header that is too large to be read again. */
    private static final int MOST_CLASSES = 1000;

    private Provenance() {}

    /**
     * @param plugins the version of each module or JAR that brings components
     */
    public static Config of(Recipe recipe, String device, String deviceDescription, Map<String, String> plugins) {
        return ConfigValueFactory.fromMap(Map.of(
                        "gantry", gantryVersion(),
                        "started", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                        "seed", recipe.settings().seed(),
                        "backend", Map.of("device", device, "description", deviceDescription),
                        "plugins", plugins,
                        "java",
                                Map.of(
                                        "version", property("java.runtime.version"),
                                        "vendor", property("java.vendor"),
                                        "vm", property("java.vm.name")),
                        "system",
                                Map.of(
                                        "os", property("os.name") + " " + property("os.version"),
                                        "architecture", property("os.arch"),
                                        "processor", processor(),
                                        "processors", Runtime.getRuntime().availableProcessors())))
                .toConfig()
                .withValue("recipe", recipe.effective().root());
    }

    /** This, of a run on such data: how many samples there are, of which classes, and what else was found. */
    public static Config withData(Config provenance, Samples data) {
        Map<String, Object> found = new HashMap<>();
        data.size().ifPresent(size -> found.put("samples", size));
        if (!data.notes().isEmpty()) {
            found.put("notes", data.notes());
        }
        SequencedMap<String, Long> classes = ClassCounts.of(data);
        if (!classes.isEmpty() && classes.size() <= MOST_CLASSES) {
            found.put(
                    CLASSES,
                    classes.entrySet().stream()
                            .map(entry -> Map.of("name", entry.getKey(), "samples", entry.getValue()))
                            .toList());
        }
        return provenance.withValue(DATA, ConfigValueFactory.fromMap(found));
    }

    /** What the classes of a run's data were called; empty where that was not kept, as by older runs. */
    public static Optional<List<String>> classNames(Config provenance) {
        if (provenance.root().get(DATA) instanceof ConfigObject data && data.get(CLASSES) instanceof ConfigList kept) {
            return Optional.of(kept.stream()
                    .map(one -> one instanceof ConfigObject named ? named.get("name") : one)
                    .map(name -> String.valueOf(name == null ? "" : name.unwrapped()))
                    .toList());
        }
        return Optional.empty();
    }

    /** This, of a run that begins with the generator of another. */
    public static Config withGeneratorFrom(Config provenance, Path other) {
        return provenance.withValue(GENERATOR_FROM, ConfigValueFactory.fromAnyRef(other.toString()));
    }

    /**
     * The other run whose generator a run began with, as its folder's provenance tells.
     *
     * @throws CheckpointException if the provenance cannot be read
     */
    static Optional<String> generatorFrom(Path file) {
        try (InputStream content = Files.newInputStream(file)) {
            return Optional.ofNullable(
                            Json.parse(content.readNBytes(Json.MOST + 1)).get(GENERATOR_FROM))
                    .map(other -> String.valueOf(other.unwrapped()));
        } catch (IOException | Refused e) {
            throw new CheckpointException(
                    "cannot read " + file + ", which tells how the run began; begin a new one", e);
        }
    }

    /** Says which Gantry wrote something, to stand behind its name; empty where that was this one, or is not known. */
    public static String ofAnotherGantry(Config provenance) {
        return Optional.ofNullable(provenance.root().get("gantry"))
                .filter(version -> !version.unwrapped().equals(gantryVersion()))
                .map(version -> " (written by Gantry %s, this is %s)"
                        .formatted(Settings.shown(version).replace("\"", ""), gantryVersion()))
                .orElse("");
    }

    /** As formatted JSON. */
    static String render(Config provenance) {
        return provenance
                        .root()
                        .render(ConfigRenderOptions.defaults()
                                .setOriginComments(false)
                                .setComments(false)
                                .setJson(true))
                + "\n";
    }

    private static String gantryVersion() {
        Module module = Provenance.class.getModule();
        Optional<String> modular = module.isNamed() ? module.getDescriptor().rawVersion() : Optional.empty();
        return modular.or(
                        () -> Optional.ofNullable(Provenance.class.getPackage().getImplementationVersion()))
                .orElse("unknown");
    }

    /** The version of each module or JAR that brings components. */
    public static Map<String, String> plugins(Components components) {
        Map<String, String> versions = new TreeMap<>();
        Kind.all().stream()
                .flatMap(kind -> components.of(kind).stream())
                .map(Components.Entry::origin)
                .forEach(origin ->
                        versions.put(origin.name(), origin.version().isEmpty() ? "unknown" : origin.version()));
        return versions;
    }

    private static String property(String name) {
        return System.getProperty(name, "unknown");
    }

    private static String processor() {
        Path linux = Path.of("/proc/cpuinfo");
        if (Files.isReadable(linux)) {
            try (Stream<String> lines = Files.lines(linux)) {
                return lines.filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse("unknown");
            } catch (IOException e) {
                return "unknown";
            }
        }
        return Optional.ofNullable(System.getenv("PROCESSOR_IDENTIFIER")).orElse("unknown");
    }
}
