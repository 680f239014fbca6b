package dev.gantry.core.runtime;

import dev.gantry.core.spi.Initializer;
import dev.gantry.core.tensor.Gradients;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * A network's parameters as views of one vector {@code [P]}.
 *
 * <p>Gradients are taken in the views and then joined: taken in the vector, each view's gradient would be padded to the
 * vector's length and all of them added up.
 */
final class FlatParameters implements Parameters {

    private final ParameterLayout layout;
    private final Tensor flat;
    private final SequencedMap<String, Tensor> views = new LinkedHashMap<>();
    private final Tensor joined;

    FlatParameters(ParameterLayout layout, Tensor flat) {
        this.layout = layout;
        this.flat = flat;
        layout.slots()
                .forEach((path, slot) -> views.put(
                        path,
                        flat.slice(0, slot.start(), slot.end())
                                .reshape(slot.variable().shape())));
        this.joined = join(List.copyOf(views.values()));
    }

    @Override
    public Tensor parameter(String path, Shape shape, Initializer initializer) {
        ParameterLayout.Slot slot = layout.slots().get(path);
        if (slot == null) {
            throw new IllegalArgumentException("'" + path + "' was not asked for when the network was first traced;"
                    + " a network has the same parameters in every step");
        }
        slot.variable().checked(shape);
        return views.getOrDefault(path, flat);
    }

    Tensor flat() {
        return flat;
    }

    /** The vector as joined views: what a loss must be made of for {@link #gradient} to see it. */
    Tensor joined() {
        return joined;
    }

    /** The gradient of a scalar in the vector, {@code [P]}. */
    Tensor gradient(Tensor loss) {
        return join(Gradients.of(loss, List.copyOf(views.values())));
    }

    private static Tensor join(List<Tensor> parts) {
        return Tensor.concat(
                0,
                parts.stream()
                        .map(part -> part.reshape(Math.toIntExact(part.shape().size())))
                        .toList());
    }
}
