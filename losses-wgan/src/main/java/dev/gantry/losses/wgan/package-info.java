/** The Wasserstein loss, and constraints on the critic's weights. */
@NullMarked
package dev.gantry.losses.wgan;

import org.jspecify.annotations.NullMarked;
