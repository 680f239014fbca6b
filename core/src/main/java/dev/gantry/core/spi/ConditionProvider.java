package dev.gantry.core.spi;

import dev.gantry.core.component.Provider;

/** Offers one of the conditions that recipes can name. */
@FunctionalInterface
public interface ConditionProvider extends Provider<Condition> {}
