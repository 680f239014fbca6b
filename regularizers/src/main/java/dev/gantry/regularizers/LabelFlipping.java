package dev.gantry.regularizers;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.component.Schedule;
import dev.gantry.core.spi.Regularizer;
import dev.gantry.core.spi.RegularizerProvider;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.spi.Scores;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;

/**
 * Tells the critic a lie now and then: each real sample gets the fake label with some probability, and each generated sample
 * the real one, every sample by its own draw.
 *
 * <p>Chintala et al., How to Train a GAN? Tips and tricks to make GANs work, 2016, item 6 (noisy labels).
 *
 * @param probability from 0 to 1; above 0.5 the critic is lied to more often than not
 */
public record LabelFlipping(Schedule probability) implements Regularizer.LabelChange {

    public LabelFlipping {
        probability = Require.between("probability", 0, 1, probability);
    }

    /** The same numbers in every step. */
    public LabelFlipping(double probability) {
        this(Schedule.constant(probability));
    }

    public static RegularizerProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                LabelFlipping.class,
                "label-flipping",
                "Now and then the wrong label for the critic.",
                """
                # of each sample's label to be the other kind's
                probability = 0.05
                """);
    }

    @Override
    public Scores labels(Scores scores, Scope scope) {
        Tensor real = scores.realLabels();
        Tensor fake = scores.fakeLabels();
        return scores.withLabels(
                flips(scores.real(), scope).select(fake, real),
                flips(scores.fake(), scope).select(real, fake));
    }

    /** 1 for each sample whose label flips, {@code [N]}. */
    private Tensor flips(Tensor scores, Scope scope) {
        return scope.uniform("flips", scores.shape()).less(scope.scheduled("probability", probability));
    }
}
