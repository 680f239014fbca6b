package dev.gantry.study;

import java.nio.file.Path;
import java.util.Optional;

/** Where recipes are found. */
public interface RecipeShelf {

    /** A file's path, or the name of a recipe that ships with Gantry; empty if it is neither. */
    Optional<Path> recipe(String given);

    /** Why there is no such recipe. */
    String noRecipe(String given);
}
