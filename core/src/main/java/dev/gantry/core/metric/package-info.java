/**
 * How samples are measured, and by what they are seen.
 */
@NullMarked
package dev.gantry.core.metric;

import org.jspecify.annotations.NullMarked;
