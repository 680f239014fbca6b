/** What components are given while a program is traced: their parameters, state and random streams. */
@NullMarked
package dev.gantry.engine.scope;

import org.jspecify.annotations.NullMarked;
