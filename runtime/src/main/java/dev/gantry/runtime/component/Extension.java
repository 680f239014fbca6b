package dev.gantry.runtime.component;

import java.util.Set;
import java.util.function.Function;

/**
 * A service that an application finds in plugins for itself, beside the components of recipes.
 *
 * @param service an interface in a package that is exported
 * @param singular the kind's name in messages, for example {@code command}
 * @param name of what is offered; what it throws sets that aside
 * @param own names that the application has itself, and that nobody else can offer
 * @param <S> the service
 */
public record Extension<S>(Class<S> service, String singular, Function<S, String> name, Set<String> own) {

    public Extension {
        own = Set.copyOf(own);
    }
}
