/** From traced graphs to plans: simplified, fused, and with a place in memory for every intermediate result. */
@NullMarked
package dev.gantry.engine.plan;

import org.jspecify.annotations.NullMarked;
