package dev.gantry.core.spi;

/** Offers one of the feature extractors that recipes can name. */
@FunctionalInterface
public interface FeaturesProvider extends Provider<Features> {}
