package dev.gantry.core.spi;

/** Offers one of the regularizers that recipes can name. */
@FunctionalInterface
public interface RegularizerProvider extends Provider<Regularizer> {}
