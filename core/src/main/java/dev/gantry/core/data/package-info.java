/**
 * Where real samples come from.
 */
@NullMarked
package dev.gantry.core.data;

import org.jspecify.annotations.NullMarked;
