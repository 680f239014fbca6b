package dev.gantry.core.spi;

import dev.gantry.core.component.Provider;

/** Offers one of the generators that recipes can name. */
@FunctionalInterface
public interface GeneratorProvider extends Provider<Generator> {}
