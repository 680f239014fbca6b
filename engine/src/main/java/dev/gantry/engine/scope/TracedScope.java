package dev.gantry.engine.scope;

import dev.gantry.core.component.Schedule;
import dev.gantry.core.spi.Initializer;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.plan.Graph;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * The scope of components while a program is traced. Tests of components make one with {@link #training} or
 * {@link #inference}, hand it to the component, and turn what comes out into graphs:
 *
 * <pre>{@code
 * TracedScope scope = TracedScope.training("test");
 * Tensor scores = critic.score(samples, scope);
 * Plan plan = Plan.of(List.of(scope.initialize(), scope.step("scores", scores)));
 * }</pre>
 *
 * There, every parameter and state variable is a variable named by its path, such as {@code dense-1/weight}.
 */
public final class TracedScope implements Scope {

    private final Trace trace;
    private final DeclaredVariables declared;
    private final Parameters parameters;
    private final LayerHook layers;
    private final Owner owner;
    private final String path;

    /** The root of an owner's variables and streams. */
    public TracedScope(Trace trace, DeclaredVariables declared, Parameters parameters, LayerHook layers, Owner owner) {
        this(trace, declared, parameters, layers, owner, owner.path());
    }

    private TracedScope(
            Trace trace,
            DeclaredVariables declared,
            Parameters parameters,
            LayerHook layers,
            Owner owner,
            String path) {
        this.trace = trace;
        this.declared = declared;
        this.parameters = parameters;
        this.layers = layers;
        this.owner = owner;
        this.path = path;
    }

    /** The root of a scope in which batch normalization and the like train. */
    public static TracedScope training(String program) {
        return root(program, true);
    }

    /** The root of a scope in which a network is only used. */
    public static TracedScope inference(String program) {
        return root(program, false);
    }

    private static TracedScope root(String program, boolean training) {
        DeclaredVariables declared = new DeclaredVariables();
        return new TracedScope(
                new Trace(program, training, declared), declared, declared, LayerHook.NONE, new Owner.Alone());
    }

    /** The shape of every variable that components have asked for so far, by path, in the order they asked. */
    public SequencedMap<String, Shape> variables() {
        SequencedMap<String, Shape> shapes = new LinkedHashMap<>();
        declared.all().forEach(variable -> shapes.put(variable.path(), variable.shape()));
        return Collections.unmodifiableSequencedMap(shapes);
    }

    /** The schedules that components have asked for so far and that change, by the scalar variable that the host writes. */
    public SequencedMap<String, Schedule> scheduled() {
        return declared.scheduled();
    }

    /** The program {@code initialize}: every variable that components have asked for so far gets its first value. */
    public Graph initialize() {
        SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
        declared.all().forEach(variable -> writes.put(variable.path(), variable.initial()));
        return new Graph("initialize", writes);
    }

    /** A program that writes {@code result} to the variable {@code name}, and to state what components updated. */
    public Graph step(String name, Tensor result) {
        SequencedMap<String, Tensor> writes = trace.updates();
        writes.put(name, result);
        return new Graph(name, writes);
    }

    @Override
    public Scope child(String name) {
        return new TracedScope(trace, declared, parameters, layers, owner, path(name));
    }

    @Override
    public Tensor parameter(String name, Shape shape, Initializer initializer) {
        return parameters.parameter(path(name), shape, initializer);
    }

    @Override
    public Tensor state(String name, Shape shape, Initializer initializer) {
        return trace.state(path(name), shape, initializer);
    }

    @Override
    public void update(String name, Tensor value) {
        trace.update(owner, path(name), value);
    }

    @Override
    public Tensor scheduled(String name, Schedule schedule) {
        return declared.scheduled(path(name), schedule);
    }

    @Override
    public Tensor normal(String stream, Shape shape) {
        return Tensor.normal(shape, trace.fresh(path(stream)));
    }

    @Override
    public Tensor uniform(String stream, Shape shape) {
        return Tensor.uniform(shape, trace.fresh(path(stream)));
    }

    @Override
    public Tensor layer(String name, Tensor value) {
        return layers.layer(path(name), value, child(name));
    }

    @Override
    public boolean training() {
        return trace.training();
    }

    private String path(String name) {
        return path.isEmpty() ? name : path + "/" + name;
    }
}
