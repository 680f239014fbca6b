package dev.gantry.core.spi;

import dev.gantry.core.component.Provider;

/** Offers one of the losses that recipes can name. */
@FunctionalInterface
public interface LossProvider extends Provider<Loss> {}
