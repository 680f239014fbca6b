/** Tests of what holds for all values of a kind. */
@NullMarked
package dev.gantry.tries;

import org.jspecify.annotations.NullMarked;
