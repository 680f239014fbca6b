package dev.gantry.runtime.run;

import dev.gantry.runtime.recipe.Recipe;
import java.nio.file.Path;
import java.util.Optional;

/** Where whole runs are trained, any number at once. What comes of them is the same everywhere, to the bit. */
public interface RunPlace extends AutoCloseable {

    /** How many runs it has room for. */
    int atOnce();

    /**
     * Trains a recipe from its start, and again where that is lost; waits for its end.
     *
     * @param folder is made, once the run has ended, with all that is kept of it, and in place of what was there
     * @return why the run failed; empty where it finished
     * @throws InterruptedException if it was told to stop; nothing is kept
     * @throws dev.gantry.core.run.TrainingException if nothing can be trained there, or the folder cannot be written
     */
    Optional<String> train(Recipe recipe, Path folder) throws InterruptedException;

    /** Ends what is under way, and trains nothing more. */
    void stop();

    @Override
    void close();
}
