package dev.gantry.core.spi;

import dev.gantry.core.component.Provider;

/** Offers one of the critics that recipes can name. */
@FunctionalInterface
public interface CriticProvider extends Provider<Critic> {}
