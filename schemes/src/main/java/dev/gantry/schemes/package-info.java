/** Schemes of training: in which order the players move. */
@NullMarked
package dev.gantry.schemes;

import org.jspecify.annotations.NullMarked;
