/** Studies: recipes times settings times seeds, compared by one metric. */
@NullMarked
package dev.gantry.app.study;

import org.jspecify.annotations.NullMarked;
