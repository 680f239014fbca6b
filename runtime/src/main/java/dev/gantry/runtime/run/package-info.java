/** What an application that trains asks of a run and of its generator: options, estimates, and exceptions. */
@NullMarked
package dev.gantry.runtime.run;

import org.jspecify.annotations.NullMarked;
