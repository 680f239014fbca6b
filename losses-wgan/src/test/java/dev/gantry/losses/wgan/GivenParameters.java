package dev.gantry.losses.wgan;

import dev.gantry.core.spi.NetworkParameters;
import dev.gantry.core.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** Parameters that are called by their place. */
record GivenParameters(SequencedMap<String, Tensor> named) implements NetworkParameters {

    static GivenParameters of(Tensor... parameters) {
        SequencedMap<String, Tensor> named = new LinkedHashMap<>();
        for (Tensor parameter : parameters) {
            named.put("parameter-" + named.size(), parameter);
        }
        return new GivenParameters(named);
    }

    @Override
    public Tensor flat() {
        List<Tensor> parts = named.sequencedValues().stream()
                .map(part -> part.reshape(Math.toIntExact(part.shape().size())))
                .toList();
        return Tensor.concat(0, parts);
    }
}
