package dev.gantry.engine.selftest;

import dev.gantry.core.tensor.Gradients;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.core.tensor.Window;
import java.util.List;

/** First and second gradients of small critics, as losses and gradient penalties have them. */
final class GradientChecks {

    /** Of chains of sums of products. */
    private static final double CHAIN = 1e-5;

    private GradientChecks() {}

    /** What scores samples, and what it is made of. */
    private record ScoredSamples(Tensor samples, Tensor scores, List<Tensor> parameters) {

        Tensor loss() {
            return scores.softplus().mean();
        }

        /** As WGAN-GP has it. */
        Tensor penalty() {
            Tensor gradient = Gradients.of(scores.sum(), samples).flatten();
            return gradient.square().sum(1).sqrt().sub(1).square().mean();
        }

        Tensor[] gradientsOf(Tensor loss) {
            return Gradients.of(loss, parameters).toArray(Tensor[]::new);
        }
    }

    static List<Check> all() {
        return List.of(
                firstGradients("mlp", new CheckInputs(), GradientChecks::mlp),
                secondGradients("mlp", new CheckInputs(), GradientChecks::mlp),
                firstGradients("convolutional critic", new CheckInputs(), GradientChecks::convolutional),
                secondGradients("convolutional critic", new CheckInputs(), GradientChecks::convolutional));
    }

    private interface Network {
        ScoredSamples of(CheckInputs inputs);
    }

    private static Check firstGradients(String name, CheckInputs inputs, Network network) {
        ScoredSamples scored = network.of(inputs);
        return inputs.check("gradients of a loss, " + name, CHAIN, scored.gradientsOf(scored.loss()));
    }

    private static Check secondGradients(String name, CheckInputs inputs, Network network) {
        ScoredSamples scored = network.of(inputs);
        return inputs.check("gradients of a gradient penalty, " + name, CHAIN, scored.gradientsOf(scored.penalty()));
    }

    private static ScoredSamples mlp(CheckInputs inputs) {
        Tensor samples = inputs.between(-1, 1, 17, 5);
        Tensor first = inputs.between(-0.5, 0.5, 5, 23);
        Tensor bias = inputs.between(-0.5, 0.5, 23);
        Tensor second = inputs.between(-0.5, 0.5, 23, 19);
        Tensor last = inputs.between(-0.5, 0.5, 19, 1);
        Tensor scores =
                samples.matmul(first).add(bias).tanh().matmul(second).softplus().matmul(last);
        return new ScoredSamples(samples, scores, List.of(first, bias, second, last));
    }

    private static ScoredSamples convolutional(CheckInputs inputs) {
        Tensor samples = inputs.between(-1, 1, 5, 3, 8, 8);
        Tensor first = inputs.between(-0.3, 0.3, 8, 3, 4, 4);
        Tensor bias = inputs.between(-0.3, 0.3, 1, 8, 1, 1);
        Tensor second = inputs.between(-0.3, 0.3, 6, 8, 3, 3);
        Tensor last = inputs.between(-0.3, 0.3, 6 * 4 * 4, 1);
        Tensor scores = samples.conv(first, Window.of(2, 1))
                .add(bias)
                .leakyRelu(0.2)
                .conv(second, Window.of(1, 1))
                .tanh()
                .flatten()
                .matmul(last);
        return new ScoredSamples(samples, scores, List.of(first, bias, second, last));
    }
}
