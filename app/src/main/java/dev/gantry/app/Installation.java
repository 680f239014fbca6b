package dev.gantry.app;

import dev.gantry.core.runtime.TrainingRuntime;
import dev.gantry.core.spi.NearestName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The folder that holds {@code recipes/} and {@code plugins/}. */
record Installation(Path home) {

    private static final String SUFFIX = ".conf";

    /** Where the launcher says, or else the working directory. */
    static Installation current() {
        return new Installation(Path.of(System.getProperty("gantry.home", "")));
    }

    TrainingRuntime runtime() {
        return TrainingRuntime.builder().pluginFolder(home.resolve("plugins")).build();
    }

    /** A file's path, or the name of a recipe that ships with Gantry; empty if it is neither. */
    Optional<Path> recipe(String given) {
        return Stream.of(
                        Path.of(given),
                        Path.of(given + SUFFIX),
                        recipes().resolve(given),
                        recipes().resolve(given + SUFFIX),
                        home.resolve(given + SUFFIX))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /** Why there is no such recipe. */
    String noRecipe(String given) {
        List<String> names = recipeNames();
        return "there is no recipe '" + given + "': no file of that path, and none that ships with Gantry."
                + NearestName.hint(given, names) + " Those that ship are: " + String.join(", ", names);
    }

    private List<String> recipeNames() {
        if (!Files.isDirectory(recipes())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(recipes())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path recipes() {
        return home.resolve("recipes");
    }
}
