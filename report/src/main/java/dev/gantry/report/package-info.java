/** What shows runs: pages, in a file or live, and files for TensorBoard. */
@NullMarked
package dev.gantry.report;

import org.jspecify.annotations.NullMarked;
