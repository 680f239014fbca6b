package dev.gantry.runtime.trace;

import dev.gantry.core.spi.Initializer;
import dev.gantry.core.spi.NetworkParameters;
import dev.gantry.core.tensor.Gradients;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.scope.Parameters;
import java.util.Collections;
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
    private final Tensor vector;
    private final SequencedMap<String, Tensor> views = new LinkedHashMap<>();
    private final Tensor joined;

    FlatParameters(ParameterLayout layout, Tensor vector) {
        this.layout = layout;
        this.vector = vector;
        layout.slots()
                .forEach((path, slot) -> views.put(
                        path,
                        vector.slice(0, slot.start(), slot.end())
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
        return views.getOrDefault(path, vector);
    }

    Tensor vector() {
        return vector;
    }

    /** These with another vector. */
    FlatParameters with(Tensor other) {
        return new FlatParameters(layout, other);
    }

    /** The parameters as a loss may be made of them: {@link #gradient} sees both the joined views and each view. */
    NetworkParameters trained() {
        return new Named(joined, byName());
    }

    /** The parameters as a projection may change them. */
    NetworkParameters plain() {
        return new Named(vector, byName());
    }

    private SequencedMap<String, Tensor> byName() {
        SequencedMap<String, Tensor> named = new LinkedHashMap<>();
        views.forEach((path, view) -> named.put(path.substring(path.indexOf('/') + 1), view));
        return Collections.unmodifiableSequencedMap(named);
    }

    /** The gradient of a scalar in the vector, {@code [P]}. */
    Tensor gradient(Tensor loss) {
        return join(Gradients.of(loss, List.copyOf(views.values())));
    }

    private static Tensor join(List<Tensor> parts) {
        return Tensor.concat(
                0,
                parts.stream().map(part -> part.reshape(part.shape().length())).toList());
    }

    private record Named(Tensor flat, SequencedMap<String, Tensor> named) implements NetworkParameters {}
}
