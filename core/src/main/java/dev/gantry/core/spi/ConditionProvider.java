package dev.gantry.core.spi;

/** Offers one of the conditions that recipes can name. */
@FunctionalInterface
public interface ConditionProvider extends Provider<Condition> {}
