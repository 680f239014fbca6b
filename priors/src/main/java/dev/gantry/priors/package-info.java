/** Where latent vectors come from. */
@NullMarked
package dev.gantry.priors;

import org.jspecify.annotations.NullMarked;
