package dev.gantry.core.spi;

/** Offers one of the types of layer that recipes can list. */
@FunctionalInterface
public interface LayerProvider extends Provider<Layer> {}
