package dev.gantry.app.command;

import dev.gantry.runtime.TrainingRuntime;
import java.nio.file.Path;
import java.util.Optional;

/** Gantry as it is installed, for a command of a plugin. */
public interface InstalledGantry {

    /** The folder that holds {@code recipes/}, {@code studies/} and {@code plugins/}. */
    Path home();

    /**
     * A runtime with all components that are installed, those of plugins included. The command closes it.
     *
     * @throws dev.gantry.runtime.component.PluginException if two plugins offer something of one name, or nothing offers any component
     */
    TrainingRuntime runtime();

    /** A recipe's file by its path, or by the name of one that ships with Gantry; empty if it is neither. */
    Optional<Path> recipe(String given);

    /** Why there is no such recipe. */
    String noRecipe(String given);
}
