/**
 * What takes part in training: the kinds of components that a step is traced of, and what they are given meanwhile.
 */
@NullMarked
package dev.gantry.core.spi;

import org.jspecify.annotations.NullMarked;
