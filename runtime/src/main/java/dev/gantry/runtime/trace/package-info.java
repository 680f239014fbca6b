/** From a recipe to graphs: networks, the players' updates, and the programs that they make up. */
@NullMarked
package dev.gantry.runtime.trace;

import org.jspecify.annotations.NullMarked;
