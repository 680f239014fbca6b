package dev.gantry.app;

import dev.gantry.runtime.recipe.Includes;
import java.util.List;
import picocli.CommandLine.Option;

/** What may be included in recipes and studies. */
final class IncludeOption {

    private static final String NAME = "--allow-include";

    @Option(
            names = NAME,
            description = "Let include take any file and any URL. Without it, only files beside the including one or in"
                    + " folders below it, and of the class path.")
    private boolean anywhere;

    Includes allowed() {
        return anywhere ? Includes.ANYWHERE : Includes.NEARBY;
    }

    /** The option as it was given, for other processes. */
    List<String> options() {
        return anywhere ? List.of(NAME) : List.of();
    }
}
