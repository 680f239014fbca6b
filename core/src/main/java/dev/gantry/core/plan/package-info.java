/** From traced graphs to plans: simplified, fused, and with a place in memory for every intermediate result. */
@NullMarked
package dev.gantry.core.plan;

import org.jspecify.annotations.NullMarked;
