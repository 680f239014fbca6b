package dev.gantry.core.spi;

import java.util.List;

/**
 * A component of any kind that knows with what it goes badly, beside what it refuses: a recipe may have it, and is told that it
 * had better not.
 */
@FunctionalInterface
public interface Cautious {

    /**
     * What is unwise about the component's own settings, or about these beside what else the recipe has. Each entry follows the
     * component's name in a sentence: what is done, what comes of it and who says so, and the cure. Empty if all is well.
     */
    List<String> unwise(Surroundings surroundings);
}
