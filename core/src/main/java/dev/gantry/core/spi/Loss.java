package dev.gantry.core.spi;

import dev.gantry.core.tensor.Tensor;
import java.util.OptionalDouble;

/**
 * What the two players minimise, given the critic's scores. Losses are means over the batch: a batch given twice over has
 * the same loss.
 */
public interface Loss extends SampleMixing {

    /** The critic's loss, a scalar. */
    Tensor critic(Scores scores);

    /** The generator's loss, a scalar. */
    Tensor generator(Scores scores);

    /** Whether {@link #critic} heeds the labels of {@link Scores}; where it does not, label smoothing is refused. */
    default boolean usesLabels() {
        return false;
    }

    /**
     * What {@link #critic} comes close to, from above, where the critic tells every real sample from every generated one beyond doubt:
     * 0 of most losses. A run is warned of a critic that stays there. Empty where the loss has no such end, as a Wasserstein
     * loss.
     */
    default OptionalDouble leastCriticLoss() {
        return OptionalDouble.empty();
    }

    /**
     * Whether the mean score of real samples minus that of generated ones, which is then minus {@link #critic}, estimates the
     * Wasserstein-1 distance where constraints keep the critic Lipschitz; a run measures it as {@code critic/wasserstein-estimate}.
     */
    default boolean estimatesWasserstein() {
        return false;
    }
}
