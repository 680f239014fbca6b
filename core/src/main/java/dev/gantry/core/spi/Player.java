package dev.gantry.core.spi;

/** One of the two networks that play against each other. */
public enum Player {
    GENERATOR,
    CRITIC
}
