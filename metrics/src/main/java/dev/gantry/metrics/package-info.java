/** Measures of how near generated samples come to the real ones. */
@NullMarked
package dev.gantry.metrics;

import org.jspecify.annotations.NullMarked;
