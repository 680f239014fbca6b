package dev.gantry.engine.scope;

import dev.gantry.core.spi.Initializer;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;

/** Where the scopes of one network find its trained parameters. */
@FunctionalInterface
public interface Parameters {

    /** For components that train nothing themselves. */
    Parameters NONE = (path, shape, initializer) -> {
        throw new IllegalStateException("only a generator or a critic has trained parameters, and '" + path
                + "' is asked for elsewhere; keep it as state");
    };

    /** The parameter of this path; throws {@link IllegalArgumentException} if it was given before with another shape. */
    Tensor parameter(String path, Shape shape, Initializer initializer);
}
