/**
 * How trained networks leave for other software.
 */
@NullMarked
package dev.gantry.core.export;

import org.jspecify.annotations.NullMarked;
