package dev.gantry.core.spi;

/** Offers one of the optimizers that recipes can name. */
@FunctionalInterface
public interface OptimizerProvider extends Provider<Optimizer> {}
