package dev.gantry.losses.wgangp;

import dev.gantry.core.component.Progress;
import dev.gantry.core.component.Schedule;
import dev.gantry.core.spi.Initializer;
import dev.gantry.core.spi.NetworkParameters;
import dev.gantry.core.spi.PlayerStep;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A critic's step whose scope draws given numbers, by stream; it has nothing else. */
record GivenStep(Tensor real, Tensor fake, Map<String, Tensor> drawn, UnaryOperator<Tensor> critic)
        implements PlayerStep, Scope {

    GivenStep(Tensor real, Tensor fake, Tensor alpha, UnaryOperator<Tensor> critic) {
        this(real, fake, Map.of("alpha", alpha), critic);
    }

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
        return drawn(stream, shape);
    }

    @Override
    public Tensor normal(String stream, Shape shape) {
        return drawn("normal " + stream, shape);
    }

    private Tensor drawn(String stream, Shape shape) {
        return Optional.ofNullable(drawn.get(stream)).orElseThrow().reshape(shape);
    }

    @Override
    public Tensor scheduled(String name, Schedule schedule) {
        return Tensor.scalar(schedule.at(Progress.START));
    }

    @Override
    public boolean training() {
        return true;
    }

    @Override
    public Tensor layer(String layer, Tensor samples) {
        throw new UnsupportedOperationException();
    }

    @Override
    public NetworkParameters parameters() {
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
}
