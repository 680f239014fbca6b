/** The types of layer that recipes can list, and that the other networks are made of. */
@NullMarked
package dev.gantry.networks.layer;

import org.jspecify.annotations.NullMarked;
