package dev.gantry.core.spi;

/** Offers one of the Lipschitz constraints that recipes can name. */
@FunctionalInterface
public interface LipschitzConstraintProvider extends Provider<LipschitzConstraint> {}
