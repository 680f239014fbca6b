package dev.gantry.networks;

import dev.gantry.core.component.Schedule;
import dev.gantry.core.spi.Initializer;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;

/**
 * Another scope, in which every announced layer is noted and changed.
 *
 * @param path empty or ending in a slash
 * @param announced what was announced, by path
 */
record AnnouncingScope(Scope scope, String path, SequencedMap<String, Tensor> announced, UnaryOperator<Tensor> change)
        implements Scope {

    @Override
    public Scope child(String name) {
        return new AnnouncingScope(scope.child(name), path + name + "/", announced, change);
    }

    @Override
    public Tensor layer(String name, Tensor value) {
        announced.put(path + name, value);
        return change.apply(value);
    }

    @Override
    public Tensor parameter(String name, Shape shape, Initializer initializer) {
        return scope.parameter(name, shape, initializer);
    }

    @Override
    public Tensor state(String name, Shape shape, Initializer initializer) {
        return scope.state(name, shape, initializer);
    }

    @Override
    public void update(String name, Tensor value) {
        scope.update(name, value);
    }

    @Override
    public Tensor scheduled(String name, Schedule schedule) {
        return scope.scheduled(name, schedule);
    }

    @Override
    public Tensor normal(String stream, Shape shape) {
        return scope.normal(stream, shape);
    }

    @Override
    public Tensor uniform(String stream, Shape shape) {
        return scope.uniform(stream, shape);
    }

    @Override
    public boolean training() {
        return scope.training();
    }
}
