package dev.gantry.data;

import java.io.EOFException;
import java.io.IOException;
import javax.imageio.stream.ImageInputStream;

/** The one kind of image that its reader holds in memory as a whole, whatever part of it is wanted. */
final class LosslessJpeg {

    private static final int START_OF_IMAGE = 0xD8;
    private static final int START_OF_LOSSLESS_FRAME = 0xC3;

    private LosslessJpeg() {}

    /** Whether the frame of a JPEG is lossless (ITU T.81, table B.1); the stream stays where it is. */
    static boolean is(ImageInputStream in) throws IOException {
        in.mark();
        try {
            return in.read() == 0xFF && in.read() == START_OF_IMAGE && frame(in) == START_OF_LOSSLESS_FRAME;
        } catch (EOFException e) {
            return false;
        } finally {
            in.reset();
        }
    }

    /** The marker of the first frame or scan, or of the image's end. */
    private static int frame(ImageInputStream in) throws IOException {
        while (true) {
            while (in.readUnsignedByte() != 0xFF) {
                // Stray bytes between segments are passed over, as readers do.
            }
            int marker = in.readUnsignedByte();
            while (marker == 0xFF) {
                marker = in.readUnsignedByte();
            }
            switch (marker) {
                case 0x00, 0x01, 0xD0, 0xD1, 0xD2, 0xD3, 0xD4, 0xD5, 0xD6, 0xD7, START_OF_IMAGE -> {
                    // Stands alone.
                }
                case 0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF, 0xD9, 0xDA -> {
                    return marker;
                }
                default -> in.skipBytes(Math.max(in.readUnsignedShort() - 2, 0));
            }
        }
    }
}
