package dev.gantry.core.spi;

/**
 * How a network's weights begin, as its recipe says; a layer asks for those that it has. Its fan-in is how many inputs an output
 * of it has, its fan-out how many outputs an input has, both at least 1.
 */
@FunctionalInterface
public interface WeightInit {

    /** Of the weights that products with inputs are made of. */
    Initializer weights(long fanIn, long fanOut);

    /** Of what is added to such products, zeros unless told otherwise. */
    default Initializer biases(long fanIn) {
        return Initializer.ZEROS;
    }
}
