package dev.gantry.networks;

/** How large settings may be: beyond what anyone trains, and small enough that two multiplied are no overflow. */
final class Sizes {

    /** Elements of a latent vector. */
    static final int LATENT = 1 << 16;

    /** Units of a dense layer. */
    static final int UNITS = 1 << 20;

    /** Channels of images. */
    static final int CHANNELS = 1 << 16;

    /** Pixels along a window, its strides and its paddings. */
    static final int WINDOW = 1 << 10;

    private Sizes() {}
}
