package dev.gantry.core.spi;

import dev.gantry.core.component.Provider;

/** Offers one of the regularizers that recipes can name. */
@FunctionalInterface
public interface RegularizerProvider extends Provider<Regularizer> {}
