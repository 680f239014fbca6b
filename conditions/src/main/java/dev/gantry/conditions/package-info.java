/** Conditions: what ties generator and critic to classes and codes. */
@NullMarked
package dev.gantry.conditions;

import org.jspecify.annotations.NullMarked;
