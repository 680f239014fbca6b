package dev.gantry.core.metric;

import dev.gantry.core.component.Provider;

/** Offers one of the feature extractors that recipes can name. */
@FunctionalInterface
public interface FeaturesProvider extends Provider<Features> {}
