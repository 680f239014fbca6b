/** Regularizers of GAN training. */
@NullMarked
package dev.gantry.regularizers;

import org.jspecify.annotations.NullMarked;
