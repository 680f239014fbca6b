package dev.gantry.engine.scope;

import dev.gantry.core.spi.Initializer;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;

/** A variable as a component asked for it. */
public record DeclaredVariable(String path, Shape shape, Initializer initializer) {

    /** This; throws {@link IllegalArgumentException} if it is asked for again with another shape. */
    public DeclaredVariable checked(Shape asked) {
        if (!asked.equals(shape)) {
            throw new IllegalArgumentException(
                    "'" + path + "' has shape " + shape + " and is asked for again with shape " + asked);
        }
        return this;
    }

    /** Its value before the first step, from a stream of random numbers that is its alone. */
    public Tensor initial() {
        Tensor value = initializer.initial(shape, "initialize/" + path);
        if (!value.shape().equals(shape)) {
            throw new IllegalArgumentException(
                    "the initializer of '" + path + "' gave shape " + value.shape() + ", not " + shape);
        }
        return value;
    }
}
