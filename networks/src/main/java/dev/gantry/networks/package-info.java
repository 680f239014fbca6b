/**
 * Generators and critics.
 *
 * <p>A network's parameters are named after its layers: {@code hidden-1/weight}. The weight of a dense layer is
 * {@code [in, out]}, that of a convolution {@code [out, in, h, w]}, that of a transposed convolution
 * {@code [in, out, h, w]}; a bias is {@code [out]}. A normalization keeps {@code gain} and {@code bias} {@code [channels]}
 * under its layer's name and its own, as in {@code hidden-1/batch-norm/gain}.
 *
 * <p>Networks announce their layers, see {@link dev.gantry.core.spi.Scope#layer}; a layer takes its number of inputs from what
 * comes back, which may have more channels. The convolution nearest the image of a {@code dcgan} critic and every network's
 * output stand without normalization, and so without {@code pre-activation}.
 */
@NullMarked
package dev.gantry.networks;

import org.jspecify.annotations.NullMarked;
