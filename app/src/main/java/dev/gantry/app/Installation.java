package dev.gantry.app;

import dev.gantry.core.spi.NearestName;
import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.study.RecipeShelf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The folder that holds {@code recipes/}, {@code studies/} and {@code plugins/}. */
record Installation(Path home) implements RecipeShelf {

    private static final String SUFFIX = ".conf";
    private static final String RECIPES = "recipes";
    private static final String STUDIES = "studies";

    /** Where the launcher says, or else the working directory. */
    static Installation current() {
        return new Installation(Path.of(System.getProperty("gantry.home", "")));
    }

    TrainingRuntime runtime() {
        return TrainingRuntime.builder().pluginFolder(home.resolve("plugins")).build();
    }

    @Override
    public Optional<Path> recipe(String given) {
        return find(given, RECIPES);
    }

    @Override
    public String noRecipe(String given) {
        return none(given, "recipe", RECIPES);
    }

    /** A file's path, or the name of a study that ships with Gantry; empty if it is neither. */
    Optional<Path> study(String given) {
        return find(given, STUDIES);
    }

    /** Why there is no such study. */
    String noStudy(String given) {
        return none(given, "study", STUDIES);
    }

    private Optional<Path> find(String given, String folder) {
        Path shipped = home.resolve(folder);
        return Stream.of(
                        Path.of(given),
                        Path.of(given + SUFFIX),
                        shipped.resolve(given),
                        shipped.resolve(given + SUFFIX),
                        home.resolve(given + SUFFIX))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private String none(String given, String what, String folder) {
        List<String> names = names(home.resolve(folder));
        return "there is no " + what + " '" + given + "': no file of that path, and none that ships with Gantry."
                + NearestName.hint(given, names) + " Those that ship are: " + String.join(", ", names);
    }

    private static List<String> names(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
