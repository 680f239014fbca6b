/** What a plugin implements that adds a command to the command line. */
@NullMarked
package dev.gantry.app.command;

import org.jspecify.annotations.NullMarked;
