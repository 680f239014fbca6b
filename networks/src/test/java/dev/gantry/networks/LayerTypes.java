package dev.gantry.networks;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Parts;
import dev.gantry.core.spi.Layer;
import dev.gantry.core.spi.LayerProvider;
import java.util.Set;
import java.util.TreeMap;

/** The types of layer that the module provides, and others. */
final class LayerTypes implements Parts {

    private final TreeMap<String, Component<Layer>> types = new TreeMap<>();

    private LayerTypes() {
        ProvidersTest.provided(LayerProvider.class).forEach(type -> types.put(type.name(), type));
    }

    static LayerTypes provided() {
        return new LayerTypes();
    }

    LayerTypes with(String name, Layer layer) {
        types.put(name, Component.of(() -> layer, name, "A layer of a test."));
        return this;
    }

    @Override
    @SuppressWarnings("unchecked") // of the one kind that is asked for
    public <T> Component<T> part(Class<T> kind, String name) {
        if (kind != Layer.class || !types.containsKey(name)) {
            throw new IllegalArgumentException("no " + kind.getSimpleName() + " '" + name + "'");
        }
        return (Component<T>) types.get(name);
    }

    @Override
    public Set<String> names(Class<?> kind) {
        return types.keySet();
    }
}
