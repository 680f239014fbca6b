package dev.gantry.losses.wgangp;

import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Tensor;

/** The noise that samples are moved by, of unit width and drawn for each element. */
public enum Noise {
    /** On [0, 1). */
    UNIFORM,
    /** On [-0.5, 0.5). */
    CENTERED,
    /** Standard normal. */
    NORMAL;

    /**
     * {@code scale s noise} for samples {@code [N, ...]}, s being the population standard deviation of all their elements.
     *
     * @param epsilon added to the variance, under the root
     */
    Tensor of(Tensor samples, double scale, double epsilon, Scope scope) {
        Tensor deviation = samples.variance().add(epsilon).sqrt();
        Tensor noise = switch (this) {
            case UNIFORM -> scope.uniform("noise", samples.shape());
            case CENTERED -> scope.uniform("noise", samples.shape()).sub(0.5);
            case NORMAL -> scope.normal("noise", samples.shape());
        };
        return noise.mul(deviation).mul(scale);
    }
}
