package dev.gantry.core.spi;

import dev.gantry.core.component.Provider;

/** Offers one of the types of layer that recipes can list. */
@FunctionalInterface
public interface LayerProvider extends Provider<Layer> {}
