/** What an application that trains sees of a run: options, events, results and exceptions. */
@NullMarked
package dev.gantry.runtime.run;

import org.jspecify.annotations.NullMarked;
