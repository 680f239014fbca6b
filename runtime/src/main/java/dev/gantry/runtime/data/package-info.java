/** Deals batches: shuffles, divides and reads samples ahead. */
@NullMarked
package dev.gantry.runtime.data;

import org.jspecify.annotations.NullMarked;
