package dev.gantry.core.spi;

import dev.gantry.core.component.Provider;

/** Offers one of the optimizers that recipes can name. */
@FunctionalInterface
public interface OptimizerProvider extends Provider<Optimizer> {}
