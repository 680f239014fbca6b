package dev.gantry.pictures;

import dev.gantry.core.tensor.Shape;
import java.awt.image.BufferedImage;
import java.util.Optional;

/** How samples of one shape are shown. */
public sealed interface Picture permits ImageGrid, PointCloud, ValueHistogram {

    /** Images as a grid, points of the plane as a cloud, numbers as a histogram; nothing else can be shown. */
    static Optional<Picture> of(Shape sample) {
        return of(sample, 0);
    }

    /**
     * The same, where samples take turns in classes: sample i is of class {@code i % classes}.
     *
     * @param classes each of which has a row in a grid of images; 0 for none
     */
    static Optional<Picture> of(Shape sample, int classes) {
        if (SampleImage.canBe(sample)) {
            return Optional.of(new ImageGrid(sample, classes));
        }
        if (sample.rank() == 1 && sample.size(0) == 2) {
            return Optional.of(new PointCloud());
        }
        if (sample.rank() == 1 && sample.size(0) == 1) {
            return Optional.of(new ValueHistogram());
        }
        return Optional.empty();
    }

    /** How many generated samples make a good picture. */
    int sampleCount();

    /** How many real samples to show beside them; 0 for none. */
    int realCount();

    /**
     * Generated samples, beside real ones.
     *
     * @param generated one sample behind the other
     * @param real may be empty
     */
    BufferedImage ofSamples(float[] generated, float[] real);

    /**
     * Samples on the way from one latent vector to another.
     *
     * @param samples {@code rows * columns}, row by row
     * @param columns the samples of one way
     */
    BufferedImage ofInterpolation(float[] samples, int rows, int columns);
}
