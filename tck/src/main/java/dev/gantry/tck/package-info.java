/** What the tests of components share. */
@NullMarked
package dev.gantry.tck;

import org.jspecify.annotations.NullMarked;
