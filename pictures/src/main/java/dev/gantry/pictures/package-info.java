/** Pictures and charts. */
@NullMarked
package dev.gantry.pictures;

import org.jspecify.annotations.NullMarked;
