/** What every device is to compute as the reference backend does. */
@NullMarked
package dev.gantry.engine.selftest;

import org.jspecify.annotations.NullMarked;
