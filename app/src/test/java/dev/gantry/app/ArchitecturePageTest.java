package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code docs/architecture.md} names is there. */
final class ArchitecturePageTest {

    private static final Path ROOT = Installation.current().home();

    private final String page;
    private final List<String> modules;

    ArchitecturePageTest() throws IOException {
        page = Files.readString(ROOT.resolve("docs/architecture.md"));
        modules = found("<module>(.+)</module>", Files.readString(ROOT.resolve("pom.xml")));
    }

    @Test
    void modules() {
        assertThat(modules)
                .hasSizeGreaterThan(15)
                .allSatisfy(module -> assertThat(page).contains("`" + module + "`"));
    }

    /** As {@code module/package} and {@code module/package/Class} in code, and with dots in the drawing. */
    @Test
    void packagesAndClassesOfModules() {
        Stream<String> inDrawing =
                found("\\b((?:core|engine|runtime)(?:\\.\\w+)+)", page).stream().map(name -> name.replace('.', '/'));
        assertThat(Stream.concat(found("`([a-z][a-z0-9-]*(?:/\\w+)+)`", page).stream(), inDrawing))
                .hasSizeGreaterThan(40)
                .allSatisfy(name -> assertThat(Stream.of(source(name), Path.of(source(name) + ".java")))
                        .as(name)
                        .anyMatch(Files::exists));
    }

    @Test
    void classesByTheirSimpleNames() throws IOException {
        Set<String> classes = new HashSet<>();
        for (String module : modules) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src"))) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith(".java"))
                        .forEach(name -> classes.add(name.replace(".java", "")));
            }
        }
        assertThat(found("`([A-Z]\\w*[a-z])(?:\\.\\w+)?`", page))
                .hasSizeGreaterThan(30)
                .allSatisfy(name -> assertThat(classes).contains(name));
    }

    private static List<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    /** Where a module's package or class would lie: all packages of a module are below one. */
    private static Path source(String name) {
        Path path = Path.of(name);
        Path sources = ROOT.resolve(path.getName(0)).resolve("src/main/java/dev/gantry");
        if (!Files.isDirectory(sources)) {
            return ROOT.resolve(path);
        }
        try (Stream<Path> packages = Files.list(sources)) {
            Path base = packages.findFirst().orElseThrow();
            return base.resolve(path.subpath(1, path.getNameCount()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
