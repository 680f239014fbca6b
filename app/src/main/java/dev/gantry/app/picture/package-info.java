/** Pictures and charts. */
@NullMarked
package dev.gantry.app.picture;

import org.jspecify.annotations.NullMarked;
