/** What a scheme of training implements, and what it composes: the players' updates, positions and programs. */
@NullMarked
package dev.gantry.core.scheme;

import org.jspecify.annotations.NullMarked;
