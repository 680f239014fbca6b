package dev.gantry.core.spi;

/** Offers one of the critics that recipes can name. */
@FunctionalInterface
public interface CriticProvider extends Provider<Critic> {}
