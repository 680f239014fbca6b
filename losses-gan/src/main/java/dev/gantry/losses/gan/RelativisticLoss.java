package dev.gantry.losses.gan;

import dev.gantry.core.component.Component;
import dev.gantry.core.spi.Loss;
import dev.gantry.core.spi.LossProvider;
import dev.gantry.core.spi.Scores;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;
import java.util.OptionalDouble;

/**
 * Scores count only against scores of the other kind: the critic wants real ones above fake ones, the generator fake ones
 * above real ones. With a base loss h of a difference, a player who wants a above b minimises
 *
 * <ul>
 *   <li>paired: {@code mean h(a - b)}, the i-th real score against the i-th fake one;
 *   <li>average: {@code mean h(a - mean b) + mean h(mean a - b)}; some libraries halve this sum.
 * </ul>
 *
 * <p>Jolicoeur-Martineau, The Relativistic Discriminator: a Key Element Missing from Standard GAN, 2019: RSGAN and its
 * average, RaSGAN, RaLSGAN and RaHingeGAN. Each h here stands for both of the paper's f1 and f2, as f2(d) = f1(-d).
 *
 * @param form what a score is compared with
 * @param base h
 */
public record RelativisticLoss(Form form, Base base) implements Loss {

    /** What a score is compared with. */
    public enum Form {
        /** A score of the other kind at the same place in the batch. */
        PAIRED,
        /** The mean of all scores of the other kind. */
        AVERAGE
    }

    /** The loss of a difference d that is to be large. */
    public enum Base {
        /** {@code -log sigmoid(d) = softplus(-d)}. */
        LOGISTIC,
        /** {@code (d - 1)^2}. */
        LEAST_SQUARES,
        /** {@code max(0, 1 - d)}. */
        HINGE
    }

    public static LossProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                RelativisticLoss.class,
                "relativistic",
                "Real scores against fake scores rather than against a label.",
                """
                # what a score is compared with: paired (one score of the other kind) or average (the mean of all)
                form = average
                # the loss of a difference: logistic, least-squares or hinge
                base = logistic
                """);
    }

    @Override
    public OptionalDouble leastCriticLoss() {
        return OptionalDouble.of(0);
    }

    @Override
    public boolean mixesSamples() {
        return form == Form.AVERAGE;
    }

    @Override
    public Tensor critic(Scores scores) {
        return above(scores.real(), scores.fake());
    }

    @Override
    public Tensor generator(Scores scores) {
        return above(scores.fake(), scores.real());
    }

    private Tensor above(Tensor a, Tensor b) {
        return switch (form) {
            case PAIRED -> h(a.sub(b)).mean();
            case AVERAGE -> h(a.sub(b.mean())).mean().add(h(a.mean().sub(b)).mean());
        };
    }

    private Tensor h(Tensor difference) {
        return switch (base) {
            case LOGISTIC -> difference.neg().softplus();
            case LEAST_SQUARES -> difference.sub(1).square();
            case HINGE -> difference.neg().add(1).relu();
        };
    }
}
