package dev.gantry.core.scheme;

import dev.gantry.core.component.Provider;

/** Offers one of the schemes that recipes can name. */
@FunctionalInterface
public interface SchemeProvider extends Provider<Scheme> {}
