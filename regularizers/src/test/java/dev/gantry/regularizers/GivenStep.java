package dev.gantry.regularizers;

import dev.gantry.core.spi.GeneratorStep;
import dev.gantry.core.spi.NetworkParameters;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.scope.TracedScope;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;

/** A step whose critic has one layer, {@code features}, a given function of samples; a score is the sum of the features. */
record GivenStep(Tensor real, Tensor fake, UnaryOperator<Tensor> features, NetworkParameters parameters, Scope scope)
        implements GeneratorStep {

    static GivenStep of(Tensor real, Tensor fake, UnaryOperator<Tensor> features, Scope scope) {
        return new GivenStep(real, fake, features, new Flat(Tensor.scalar(0).reshape(1)), scope);
    }

    static GivenStep of(Tensor real, Tensor fake, UnaryOperator<Tensor> features) {
        return of(real, fake, features, TracedScope.training("test"));
    }

    /** A step of a player with these parameters {@code [P]}. */
    static GivenStep of(Tensor parameters, Scope scope) {
        Tensor none = Tensor.scalar(0).reshape(1, 1);
        return new GivenStep(none, none, UnaryOperator.identity(), new Flat(parameters), scope);
    }

    /** Parameters that are one vector. */
    record Flat(Tensor flat) implements NetworkParameters {
        @Override
        public SequencedMap<String, Tensor> named() {
            return new LinkedHashMap<>(Map.of("theta", flat));
        }
    }

    @Override
    public Tensor score(Tensor samples) {
        return features.apply(samples).flatten().sum(1).reshape(samples.shape().size(0));
    }

    @Override
    public Tensor layer(String layer, Tensor samples) {
        if (!layer.equals("features")) {
            throw new IllegalArgumentException("the critic has no layer '" + layer + "'");
        }
        return features.apply(samples);
    }

    @Override
    public Tensor latent() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Tensor generate(Tensor latent) {
        throw new UnsupportedOperationException();
    }
}
