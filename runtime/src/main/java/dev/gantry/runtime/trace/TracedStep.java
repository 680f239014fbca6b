package dev.gantry.runtime.trace;

import dev.gantry.core.spi.NetworkParameters;
import dev.gantry.core.spi.PlayerStep;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Tensor;

/** A player's step as a component of this scope sees it. */
record TracedStep(Tensor real, Tensor fake, Judge judge, NetworkParameters parameters, Scope scope)
        implements PlayerStep {

    @Override
    public Tensor score(Tensor samples) {
        return judge.aside(samples).scores();
    }

    @Override
    public Tensor layer(String layer, Tensor samples) {
        return judge.aside(samples).layer(layer);
    }
}
