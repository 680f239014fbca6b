/** The ND4J backend. */
@NullMarked
package dev.gantry.nd4j;

import org.jspecify.annotations.NullMarked;
