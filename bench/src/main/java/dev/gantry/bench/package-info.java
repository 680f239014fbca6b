/** Kernels of the processor, each measured alone. */
@NullMarked
package dev.gantry.bench;

import org.jspecify.annotations.NullMarked;
