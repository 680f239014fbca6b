package dev.gantry.core.spi;

/** Offers one of the losses that recipes can name. */
@FunctionalInterface
public interface LossProvider extends Provider<Loss> {}
