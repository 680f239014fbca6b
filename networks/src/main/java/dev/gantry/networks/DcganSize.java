package dev.gantry.networks;

import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.ShapeException;

/**
 * How an image's side comes about: a core, doubled again and again. The core is the smallest that is at least 4.
 *
 * @param core side of the smallest feature maps: 7 for 28, 4 for 32 and 64
 * @param doublings how often it is doubled: 2 for 28, 3 for 32, 4 for 64
 */
record DcganSize(int core, int doublings) {

    private static final int SMALLEST_CORE = 4;

    /** Throws {@link ShapeException} unless samples are square images whose side fits. */
    static DcganSize of(Shape sample) {
        if (sample.rank() != 3 || sample.size(1) != sample.size(2)) {
            throw new ShapeException("a dcgan needs square images [C, H, W], found samples of shape " + sample
                    + (sample.rank() == 3 ? "; crop them" : "; use an mlp"));
        }
        int core = sample.size(1);
        int doublings = 0;
        while (core % 2 == 0 && core / 2 >= SMALLEST_CORE) {
            core /= 2;
            doublings++;
        }
        if (doublings == 0) {
            throw new ShapeException("a dcgan needs images whose side is a whole number of at least " + SMALLEST_CORE
                    + ", doubled at least once (8, 10, ... 28, 32, ... 64), found samples of shape " + sample
                    + "; resize them");
        }
        return new DcganSize(core, doublings);
    }

    /** Channels of the feature maps that are {@code halvings} times half the image's side. */
    static int channels(int nearestImage, int halvings) {
        return Shape.extent((long) nearestImage << (halvings - 1));
    }
}
