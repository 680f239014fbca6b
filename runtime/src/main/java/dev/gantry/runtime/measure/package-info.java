/** Measures what a generator makes. */
@NullMarked
package dev.gantry.runtime.measure;

import org.jspecify.annotations.NullMarked;
