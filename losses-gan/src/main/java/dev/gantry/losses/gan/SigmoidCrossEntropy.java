package dev.gantry.losses.gan;

import dev.gantry.core.spi.Scores;
import dev.gantry.core.tensor.Tensor;

/**
 * The cross-entropy between labels t and the probabilities sigmoid(l) of logits l:
 * {@code -t log sigmoid(l) - (1 - t) log(1 - sigmoid(l)) = t softplus(-l) + (1 - t) softplus(l)}, finite for every finite
 * logit.
 */
final class SigmoidCrossEntropy {

    private SigmoidCrossEntropy() {}

    /** The mean over logits {@code [N]}; labels are {@code [N]} or a scalar. */
    static Tensor mean(Tensor logits, Tensor labels) {
        Tensor ifReal = labels.mul(logits.neg().softplus());
        Tensor ifFake = Tensor.scalar(1).sub(labels).mul(logits.softplus());
        return ifReal.add(ifFake).mean();
    }

    /** What the critic of a classic GAN minimises: Goodfellow et al., 2014, equation 1, negated. */
    static Tensor critic(Scores scores) {
        return mean(scores.real(), scores.realLabels()).add(mean(scores.fake(), scores.fakeLabels()));
    }
}
