package dev.gantry.regularizers;

import dev.gantry.core.component.Progress;
import dev.gantry.core.component.Schedule;
import dev.gantry.core.spi.Initializer;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.stream.DoubleStream;

/** A scope that draws given numbers, one for all elements of each draw; it has nothing else. */
final class GivenDraws implements Scope {

    private final Queue<Double> draws;

    GivenDraws(double... draws) {
        this.draws = new ArrayDeque<>(DoubleStream.of(draws).boxed().toList());
    }

    @Override
    public Tensor uniform(String stream, Shape shape) {
        return Tensor.fill(shape, draws.remove());
    }

    @Override
    public Tensor normal(String stream, Shape shape) {
        return uniform(stream, shape);
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
