/** Studies: recipes times settings times seeds, compared by one metric. */
@NullMarked
package dev.gantry.study;

import org.jspecify.annotations.NullMarked;
