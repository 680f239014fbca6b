package dev.gantry.networks;

import dev.gantry.core.spi.Initializer;
import dev.gantry.core.spi.WeightInit;

/**
 * How a network's weights begin; biases begin at zero but for {@link #FAN_IN_UNIFORM}.
 *
 * <p>A layer's fan-in is how many inputs an output of it has, its fan-out how many outputs an input has. A transposed
 * convolution counts as the convolution whose gradient it is, as in PyTorch: its fan-in is output channels times kernel size.
 */
public enum Initialization implements WeightInit {

    /** Normal with standard deviation 0.02: Radford et al., Unsupervised Representation Learning (DCGAN), 2016, section 4. */
    NORMAL {
        @Override
        public Initializer weights(long fanIn, long fanOut) {
            return Initializer.normal(0, 0.02);
        }
    },

    /** Uniform within sqrt(6 / (fan-in + fan-out)): Glorot and Bengio, 2010, equation 16. */
    XAVIER {
        @Override
        public Initializer weights(long fanIn, long fanOut) {
            return Initializer.uniform(Math.sqrt(6.0 / (fanIn + fanOut)));
        }
    },

    /** Normal with standard deviation sqrt(2 / fan-in): He et al., Delving Deep into Rectifiers, 2015, equation 10. */
    HE {
        @Override
        public Initializer weights(long fanIn, long fanOut) {
            return Initializer.normal(0, Math.sqrt(2.0 / fanIn));
        }
    },

    /** Uniform within 1 / sqrt(fan-in), biases too: what PyTorch's layers do unless told otherwise. */
    FAN_IN_UNIFORM {
        @Override
        public Initializer weights(long fanIn, long fanOut) {
            return Initializer.uniform(1 / Math.sqrt((double) fanIn));
        }

        @Override
        public Initializer biases(long fanIn) {
            return weights(fanIn, 1);
        }
    },

    /** Zero. */
    ZEROS {
        @Override
        public Initializer weights(long fanIn, long fanOut) {
            return Initializer.ZEROS;
        }
    };
}
