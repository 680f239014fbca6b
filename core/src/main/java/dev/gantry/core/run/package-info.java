/** What is seen of a run while it trains: events, the listeners that hear them, and how it ended. */
@NullMarked
package dev.gantry.core.run;

import org.jspecify.annotations.NullMarked;
