/**
 * Generators and critics.
 *
 * <p>A network's parameters are named after its layers: {@code hidden-1/weight}. The weight of a dense layer is
 * {@code [in, out]}, that of a convolution {@code [out, in, h, w]}, that of a transposed convolution
 * {@code [in, out, h, w]}; a bias is {@code [out]}. A normalization keeps {@code gain} and {@code bias} {@code [channels]}
 * under its layer's name and its own, as in {@code hidden-1/batch-norm/gain}.
 */
@NullMarked
package dev.gantry.networks;

import org.jspecify.annotations.NullMarked;
