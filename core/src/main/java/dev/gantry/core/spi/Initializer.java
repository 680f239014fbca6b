package dev.gantry.core.spi;

import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;

/** The value a variable has before the first step. */
@FunctionalInterface
public interface Initializer {

    Initializer ZEROS = (shape, stream) -> Tensor.zeros(shape);
    Initializer ONES = (shape, stream) -> Tensor.ones(shape);

    /**
     * @param stream the name of random numbers that belong to this variable alone
     * @return a tensor of {@code shape} made of constants and draws from {@code stream}
     */
    Tensor initial(Shape shape, String stream);

    static Initializer normal(double mean, double stddev) {
        return (shape, stream) -> Tensor.normal(shape, stream).mul(stddev).add(mean);
    }

    /** Uniform on [-bound, bound). */
    static Initializer uniform(double bound) {
        return (shape, stream) -> Tensor.uniform(shape, stream).mul(2 * bound).sub(bound);
    }
}
