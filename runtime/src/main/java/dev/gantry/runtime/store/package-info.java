/** What is kept of a run: its folder, checkpoints, table of metrics and provenance. */
@NullMarked
package dev.gantry.runtime.store;

import org.jspecify.annotations.NullMarked;
