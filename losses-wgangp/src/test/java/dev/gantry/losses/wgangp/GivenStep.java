package dev.gantry.losses.wgangp;

import dev.gantry.core.spi.CriticStep;
import dev.gantry.core.spi.Initializer;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import java.util.function.UnaryOperator;

/** A critic's step in which {@code alpha} is what its scope draws uniformly; it has nothing else. */
record GivenStep(Tensor real, Tensor fake, Tensor alpha, UnaryOperator<Tensor> critic) implements CriticStep, Scope {

    @Override
    public Tensor score(Tensor samples) {
        return critic.apply(samples);
    }

    @Override
    public Scope scope() {
        return this;
    }

    @Override
    public Tensor uniform(String stream, Shape shape) {
        return alpha.reshape(shape);
    }

    @Override
    public boolean training() {
        return true;
    }

    @Override
    public Tensor parameters() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Scope child(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Tensor parameter(String name, Shape shape, Initializer initializer) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Tensor state(String name, Shape shape, Initializer initializer) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void update(String name, Tensor value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Tensor normal(String stream, Shape shape) {
        throw new UnsupportedOperationException();
    }
}
