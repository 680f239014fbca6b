/** Finds plugins, and holds the components that they offer. */
@NullMarked
package dev.gantry.runtime.component;

import org.jspecify.annotations.NullMarked;
