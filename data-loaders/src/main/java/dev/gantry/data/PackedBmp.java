package dev.gantry.data;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import javax.imageio.stream.ImageInputStream;

/** A BMP around a JPEG or a PNG, of whose sizes the BMP's header, and so {@link ImageLimits}, know nothing. */
final class PackedBmp {

    private static final int COMPRESSION = 30;
    private static final int JPEG = 4;
    private static final int PNG = 5;

    private PackedBmp() {}

    /** Whether the compression of a BMP is that of another format; the stream stays where it is. */
    static boolean is(ImageInputStream in) throws IOException {
        ByteOrder order = in.getByteOrder();
        in.mark();
        try {
            if (in.read() != 'B' || in.read() != 'M') {
                return false;
            }
            in.skipBytes(COMPRESSION - 2);
            in.setByteOrder(ByteOrder.LITTLE_ENDIAN);
            int compression = in.readInt();
            return compression == JPEG || compression == PNG;
        } catch (EOFException e) {
            return false;
        } finally {
            in.setByteOrder(order);
            in.reset();
        }
    }
}
