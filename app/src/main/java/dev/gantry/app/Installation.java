package dev.gantry.app;

import dev.gantry.app.command.CommandProvider;
import dev.gantry.app.command.InstalledGantry;
import dev.gantry.core.component.NearestName;
import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.runtime.component.Components;
import dev.gantry.runtime.component.Components.Offered;
import dev.gantry.runtime.component.Extension;
import dev.gantry.runtime.component.PluginException;
import dev.gantry.study.RecipeShelf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder that holds {@code recipes/}, {@code studies/} and {@code plugins/}, and what is found there. For one thread. */
final class Installation implements RecipeShelf, InstalledGantry {

    /** Of the files of recipes and studies. */
    static final String SUFFIX = ".conf";

    private static final String RECIPES = "recipes";
    private static final String STUDIES = "studies";
    private static final String PLUGINS = "plugins";

    private final Path home;
    private final Extension<CommandProvider> commands = PluginCommands.extension(Gantry.commands());

    private @Nullable Components components;
    private @Nullable PluginException refused;

    private Installation(Path home) {
        this.home = home;
    }

    /** Where the launcher says, or else the working directory. */
    static Installation current() {
        return new Installation(Path.of(System.getProperty("gantry.home", "")));
    }

    @Override
    public Path home() {
        return home;
    }

    @Override
    public TrainingRuntime runtime() {
        return TrainingRuntime.builder().components(components()).build();
    }

    /** The commands that plugins offer, by name. */
    SequencedMap<String, Offered<CommandProvider>> commands() {
        return components().of(commands);
    }

    /** Why no plugin is used at all, once that is known. */
    Optional<PluginException> refused() {
        return Optional.ofNullable(refused);
    }

    /** What is installed, found once: a plugin that is set aside is told of once, and its classes are loaded once. */
    Components components() {
        if (refused != null) {
            throw refused;
        }
        if (components == null) {
            try {
                components = Components.discover(List.of(home.resolve(PLUGINS)), List.of(commands));
            } catch (PluginException e) {
                refused = e;
                throw e;
            }
        }
        return components;
    }

    /** Of plugins, each a JAR or a folder of JARs. */
    List<Path> pluginJars() {
        Path folder = home.resolve(PLUGINS);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder, 2)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<Path> recipe(String given) {
        return find(given, RECIPES);
    }

    @Override
    public String noRecipe(String given) {
        return Files.isRegularFile(Path.of(given, TrainCommand.RECIPE_OF_RUN))
                ? "'" + given + "' is the folder of a run; to go on with it: gantry train --resume " + given
                : none(given, "recipe", RECIPES);
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
