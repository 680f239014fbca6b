/** The experiments behind the figures of the sources, and the page that shows them. */
@NullMarked
package dev.gantry.app.experiment;

import org.jspecify.annotations.NullMarked;
