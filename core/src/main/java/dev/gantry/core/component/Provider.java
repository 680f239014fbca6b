package dev.gantry.core.component;

/**
 * Found by {@link java.util.ServiceLoader} under the sub-interface of its kind.
 *
 * @param <T> the kind of component
 */
public interface Provider<T> {

    /** What is offered; called once. */
    Component<T> component();
}
