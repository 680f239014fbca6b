package dev.gantry.core.data;

import java.util.List;

/**
 * A mixture of isotropic Gaussians with equal weights.
 *
 * @param modes the centre of each, all of one length
 * @param stddev the standard deviation of each along every axis, in the units of the samples
 */
public record Mixture(List<List<Double>> modes, double stddev) {

    public Mixture {
        modes = modes.stream().map(List::copyOf).toList();
    }
}
