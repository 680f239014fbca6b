package dev.gantry.losses.wgan;

import dev.gantry.core.spi.NetworkParameters;
import dev.gantry.core.spi.PlayerStep;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Tensor;

/** A step without samples. */
record ParametersOnly(NetworkParameters parameters, Scope scope) implements PlayerStep {

    @Override
    public Tensor real() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Tensor fake() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Tensor score(Tensor samples) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Tensor layer(String layer, Tensor samples) {
        throw new UnsupportedOperationException();
    }
}
