/** Penalties on the critic's gradient in its input. */
@NullMarked
package dev.gantry.losses.wgangp;

import org.jspecify.annotations.NullMarked;
