package dev.gantry.core.spi;

import dev.gantry.core.component.Provider;

/** Offers one of the priors that recipes can name. */
@FunctionalInterface
public interface PriorProvider extends Provider<Prior> {}
