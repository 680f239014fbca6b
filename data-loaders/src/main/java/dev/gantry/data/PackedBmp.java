package dev.gantry.data;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import javax.imageio.stream.ImageInputStream;

/** A BMP around a JPEG or a PNG, of whose sizes the BMP's header, and so {@link ImageLimits}, know nothing. */
final class PackedBmp {

    /** Before it: the mark, the file's length, a reserved word, and where the pixels are. */
    private static final int HEADER_SIZE = 14;

    /** Between a header's size and its compression: width, height, planes and bits of a pixel. */
    private static final int TO_COMPRESSION = 12;

    /** The oldest headers are shorter and have no compression. */
    private static final int SHORTEST_WITH_COMPRESSION = 40;

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
            in.skipBytes(HEADER_SIZE - 2);
            in.setByteOrder(ByteOrder.LITTLE_ENDIAN);
            if (in.readInt() < SHORTEST_WITH_COMPRESSION) {
                return false;
            }
            in.skipBytes(TO_COMPRESSION);
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
