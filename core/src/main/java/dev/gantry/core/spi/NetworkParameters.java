package dev.gantry.core.spi;

import dev.gantry.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;

/** The trained parameters of one network: a vector, and the named tensors that lie in it one behind the other. */
public interface NetworkParameters {

    /** All of them, {@code [P]}. */
    Tensor flat();

    /** Each by its path in the network, such as {@code hidden-1/weight}, in the vector's order. */
    SequencedMap<String, Tensor> named();

    /** The vector {@code [P]} in which each tensor of two or more axes, a layer's weight, is changed, and all others are not. */
    default Tensor withWeights(UnaryOperator<Tensor> change) {
        List<Tensor> parts = new ArrayList<>();
        for (Tensor part : named().sequencedValues()) {
            Tensor changed = isWeight(part) ? change.apply(part) : part;
            parts.add(changed.reshape(part.shape().length()));
        }
        return Tensor.concat(0, parts);
    }

    /** The layers' weights alone, in the vector's order: dense {@code [in, out]}, convolution {@code [out, in, h, w]}. */
    default List<Tensor> weights() {
        return named().sequencedValues().stream()
                .filter(NetworkParameters::isWeight)
                .toList();
    }

    private static boolean isWeight(Tensor parameter) {
        return parameter.shape().rank() > 1;
    }
}
