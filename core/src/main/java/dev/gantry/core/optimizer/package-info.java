/** Update rules: pure functions from parameters and gradient to parameters. */
@NullMarked
package dev.gantry.core.optimizer;

import org.jspecify.annotations.NullMarked;
