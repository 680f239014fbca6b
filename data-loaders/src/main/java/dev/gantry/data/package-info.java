/** Sources of real samples: synthetic distributions, files of images, and a set that comes with Gantry. */
@NullMarked
package dev.gantry.data;

import org.jspecify.annotations.NullMarked;
