package dev.gantry.core.spi;

/** A part of a recipe that may look at a batch as a whole. */
public interface SampleMixing {

    /**
     * Whether what becomes of a sample depends on the others of its batch, as under batch normalization; or a loss is no mean over
     * samples. Where several workers share a batch, it is each worker's part that is looked at, and a recipe is told so.
     */
    default boolean mixesSamples() {
        return false;
    }
}
