package dev.gantry.networks;

import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.ShapeException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How an image's height and width come about: a core, doubled again and again. The core is the smallest whose sides are both at
 * least 4.
 *
 * @param height of the smallest feature maps: 7 for 28, 4 for 32 and 64
 * @param width of the smallest feature maps: 6 for 48 where the height is 32
 * @param doublings how often both are doubled: 2 for 28, 3 for 32, 4 for 64
 */
record DcganSize(int height, int width, int doublings) {

    private static final int SMALLEST_CORE = 4;

    /** Sides that are whole numbers of this are told as near ones: they are doubled more than once. */
    private static final int NEAR = 8;

    /** Throws {@link ShapeException} unless samples are images whose sides fit. */
    static DcganSize of(Shape sample) {
        if (sample.rank() != 3) {
            throw new ShapeException(
                    "a dcgan needs images [C, H, W], found samples of shape " + sample + "; use an mlp");
        }
        int height = sample.size(1);
        int width = sample.size(2);
        int doublings = 0;
        while (canBeHalved(height) && canBeHalved(width)) {
            height /= 2;
            width /= 2;
            doublings++;
        }
        if (doublings == 0) {
            throw new ShapeException("doubles sides of at least " + SMALLEST_CORE
                    + " until they are the image's, which never makes " + height + " x " + width
                    + "; sizes near it are "
                    + IntStream.of(0, NEAR)
                            .mapToObj(more -> near(sample.size(1), more) + " x " + near(sample.size(2), more))
                            .distinct()
                            .collect(Collectors.joining(" and ")));
        }
        return new DcganSize(height, width, doublings);
    }

    private static boolean canBeHalved(int side) {
        return side % 2 == 0 && side / 2 >= SMALLEST_CORE;
    }

    /** The side itself where it fits. */
    private static int near(int side, int more) {
        return side % NEAR == 0 ? side : Math.max(NEAR, side / NEAR * NEAR + more);
    }

    /** Channels of the feature maps that are {@code halvings} times half the image's sides. */
    static int channels(int nearestImage, int halvings) {
        return Shape.extent((long) nearestImage << (halvings - 1));
    }
}
