/** Tables as text. */
@NullMarked
package dev.gantry.app.table;

import org.jspecify.annotations.NullMarked;
