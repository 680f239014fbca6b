/** Update rules: pure functions from parameters and gradient to parameters. */
@NullMarked
package dev.gantry.optimizers;

import org.jspecify.annotations.NullMarked;
