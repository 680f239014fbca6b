/** Random numbers as pure functions of seed, stream and step, so that a run can be repeated and resumed to the bit. */
@NullMarked
package dev.gantry.core.random;

import org.jspecify.annotations.NullMarked;
