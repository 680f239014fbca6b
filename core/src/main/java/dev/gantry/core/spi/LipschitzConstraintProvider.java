package dev.gantry.core.spi;

import dev.gantry.core.component.Provider;

/** Offers one of the Lipschitz constraints that recipes can name. */
@FunctionalInterface
public interface LipschitzConstraintProvider extends Provider<LipschitzConstraint> {}
