package dev.gantry.networks.layer;

/** How large settings may be: beyond what anyone trains, and small enough that two multiplied are no overflow. */
public final class Sizes {

    /** Elements of a latent vector. */
    public static final int LATENT = 1 << 16;

    /** Units of a dense layer. */
    public static final int UNITS = 1 << 20;

    /** Channels of images. */
    public static final int CHANNELS = 1 << 16;

    /** Pixels along a window, its strides and its paddings. */
    public static final int WINDOW = 1 << 10;

    private Sizes() {}
}
