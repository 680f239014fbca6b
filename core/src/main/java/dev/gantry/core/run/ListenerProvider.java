package dev.gantry.core.run;

import dev.gantry.core.component.Provider;

/** Offers one of the listeners that recipes can name. */
@FunctionalInterface
public interface ListenerProvider extends Provider<Listener> {}
