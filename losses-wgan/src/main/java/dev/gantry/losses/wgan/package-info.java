/** The Wasserstein loss and weight clipping. */
@NullMarked
package dev.gantry.losses.wgan;

import org.jspecify.annotations.NullMarked;
