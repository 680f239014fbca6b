package dev.gantry.data;

import dev.gantry.core.data.DataException;
import java.awt.Rectangle;
import javax.imageio.ImageReadParam;

/**
 * How large images may be, and how many of their pixels are kept while they are decoded.
 *
 * @param longestSide of an image, in pixels
 * @param mostPixels of an image
 * @param mostKept pixels in memory; of a larger image only every second, fourth, ... column or row is kept
 */
record ImageLimits(int longestSide, long mostPixels, long mostKept) {

    /** That of JPEG and GIF. */
    private static final int LONGEST_SIDE = 65_535;

    private static final long MOST_PIXELS = 1L << 28;

    /** Above 1 GiB of heap samples do not depend on it. */
    private static final long MOST_KEPT = 1L << 24;

    /**
     * @param heap bytes: a kept pixel takes 8 at most, and as many while its colours are converted, so that a quarter is taken; a
     *     progressive JPEG takes 6 of native memory for each of its pixels
     */
    static ImageLimits ofHeap(long heap) {
        return new ImageLimits(LONGEST_SIDE, Math.min(MOST_PIXELS, heap / 8), Math.min(MOST_KEPT, heap / 64));
    }

    /** Those of an image of which no pixel can be left out while it is decoded. */
    ImageLimits ofWhole() {
        return new ImageLimits(longestSide, mostKept, mostKept);
    }

    /** @throws DataException if the image is too large to be read at all */
    void require(String file, int width, int height) {
        if (width < 1 || height < 1) {
            throw new DataException(file + ": is corrupt or cut off: it has " + width + " x " + height + " pixels");
        }
        if (Math.max(width, height) > longestSide || (long) width * height > mostPixels) {
            throw new DataException(file + ": is too large; expected at most " + mostPixels + " pixels, and "
                    + longestSide + " along a side, found " + width + " x " + height);
        }
    }

    /**
     * How a part of an image is read, so that no more pixels are kept than may be, and enough to make a sample of.
     *
     * @param size what is made of the part
     * @throws DataException if there is no such way
     */
    ImageReadParam reading(ImageReadParam param, String file, Rectangle part, ImageSize size) {
        int across = 1;
        int down = 1;
        while ((long) kept(part.width, across) * kept(part.height, down) > mostKept) {
            if (kept(part.width, across) >= kept(part.height, down)) {
                across *= 2;
            } else {
                down *= 2;
            }
        }
        if ((across > 1 && kept(part.width, across) < size.width())
                || (down > 1 && kept(part.height, down) < size.height())) {
            throw new DataException(file + ": is too large to make " + size.width() + " x " + size.height()
                    + " pixels of; expected at most "
                    + mostKept + " pixels, found " + part.width + " x " + part.height
                    + "; use smaller images, or give Java more memory (-Xmx)");
        }
        param.setSourceRegion(part);
        param.setSourceSubsampling(across, down, 0, 0);
        return param;
    }

    /** What decoding takes of the memory that there is for it, from 0 to 1. */
    double share(int width, int height, ImageReadParam param) {
        Rectangle part = param.getSourceRegion();
        long kept = (long) kept(part.width, param.getSourceXSubsampling())
                * kept(part.height, param.getSourceYSubsampling());
        return Math.min(1, Math.max((double) kept / mostKept, (double) width * height / mostPixels));
    }

    private static int kept(int side, int step) {
        return Math.ceilDiv(side, step);
    }
}
