package dev.gantry.core.spi;

/** Offers one of the priors that recipes can name. */
@FunctionalInterface
public interface PriorProvider extends Provider<Prior> {}
