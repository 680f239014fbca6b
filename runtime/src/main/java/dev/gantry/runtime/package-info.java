/**
 * Runs recipes: traces the steps of a training into graphs, plans and runs them, and keeps what comes of it.
 *
 * <p>{@link dev.gantry.runtime.TrainingRuntime} is where an application begins.
 */
@NullMarked
package dev.gantry.runtime;

import org.jspecify.annotations.NullMarked;
