/** The losses of classic generative adversarial networks. */
@NullMarked
package dev.gantry.losses.gan;

import org.jspecify.annotations.NullMarked;
