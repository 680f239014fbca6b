package dev.gantry.core.component;

import java.util.Set;

/** Where settings find the components that stand inside them. */
public interface Parts {

    /** For settings that hold no other components. */
    Parts NONE = new Parts() {
        @Override
        public <T> Component<T> part(Class<T> kind, String name) {
            throw new IllegalArgumentException(
                    "unknown " + kind.getSimpleName() + " '" + name + "'. There are none here");
        }

        @Override
        public Set<String> names(Class<?> kind) {
            return Set.of();
        }
    };

    /**
     * The component of a kind and name.
     *
     * @param kind the interface that its components implement
     * @throws IllegalArgumentException if there is none; the message says which there are
     */
    <T> Component<T> part(Class<T> kind, String name);

    /** The names of all components of a kind, in the order of messages. */
    Set<String> names(Class<?> kind);
}
