/** What runs graphs: the backend interfaces, and the reference backend in plain Java. */
@NullMarked
package dev.gantry.engine.backend;

import org.jspecify.annotations.NullMarked;
