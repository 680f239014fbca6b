/** The experiments behind the figures of the sources, and the page that shows them. */
@NullMarked
package dev.gantry.experiments;

import org.jspecify.annotations.NullMarked;
