package dev.gantry.core.data;

/** Where real samples come from, as a recipe describes it; nothing is read before {@link #open}. */
public interface DataSource {

    /**
     * Opens the source and checks it as far as that is quick.
     *
     * @param seed decides every random choice of a synthetic source
     * @throws DataException if the data is missing, corrupt or not what the recipe says
     */
    Samples open(long seed);
}
