package dev.gantry.core.spi;

/** Offers one of the generators that recipes can name. */
@FunctionalInterface
public interface GeneratorProvider extends Provider<Generator> {}
