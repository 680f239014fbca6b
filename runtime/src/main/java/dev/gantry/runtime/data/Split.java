package dev.gantry.runtime.data;

import dev.gantry.core.data.DataException;
import dev.gantry.core.data.Samples;
import dev.gantry.core.spi.Condition.LabelledSubset;
import dev.gantry.runtime.recipe.Recipe;
import java.util.Optional;

/**
 * How a recipe divides its data. All parts stay the data's owner's to close.
 *
 * @param training what updates see
 * @param labelled the few samples that a condition learns classes from, where the recipe has such a condition
 */
public record Split(Samples training, Optional<Labelled> labelled) {

    /**
     * Samples with labels.
     *
     * @param samples some of those that updates see
     * @param batch how many of them are in an update
     * @param heldOut those that no update sees, if there are any
     */
    public record Labelled(Samples samples, int batch, Optional<Samples> heldOut) {}

    /** How far draws of a source without a size are held out from: more than any run reads. */
    private static final long ENDLESS = 1L << 62;

    /**
     * @throws DataException if there are not as many samples as the condition asks for
     */
    public static Split of(Recipe recipe, Samples data) {
        return recipe.conditions().values().stream()
                .flatMap(condition -> condition.labelledSubset().stream())
                .findFirst()
                .map(subset -> of(subset, data, recipe.settings().seed()))
                .orElse(new Split(data, Optional.empty()));
    }

    private static Split of(LabelledSubset subset, Samples data, long seed) {
        Samples training = data;
        Optional<Samples> heldOut = Optional.empty();
        if (subset.heldOut() > 0) {
            long size = data.size().orElse(ENDLESS);
            if (subset.heldOut() >= size) {
                throw new DataException(subset.heldOut() + " of " + size + " samples cannot be held out");
            }
            heldOut = Optional.of(Subset.shuffled(data, size, 0, subset.heldOut(), seed));
            if (data.size().isPresent()) {
                training = Subset.shuffled(data, size, subset.heldOut(), size, seed);
            }
        }
        Samples labelled = Subset.balanced(training, subset.samples(), seed);
        return new Split(training, Optional.of(new Labelled(labelled, subset.batch(), heldOut)));
    }
}
