/** Recipes: HOCON files, read and checked completely, and the components that they can name. */
@NullMarked
package dev.gantry.runtime.recipe;

import org.jspecify.annotations.NullMarked;
