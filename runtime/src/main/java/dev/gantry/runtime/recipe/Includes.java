package dev.gantry.runtime.recipe;

/** From where a recipe, or a study, may include. */
public enum Includes {

    /** Files beside the including one or in folders below it, and resources of the class path. */
    NEARBY,

    /** Any file, and any URL: for recipes whose author is trusted as far as the user is. */
    ANYWHERE
}
