package dev.gantry.data;

import java.io.EOFException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import javax.imageio.stream.ImageInputStream;

/** The EXIF of a PNG (its chunk {@code eXIf}) or of a WebP ({@code EXIF}), of which their readers tell nothing. */
final class ExifChunk {

    /** That of EXIF in a JPEG. */
    private static final int MOST_BYTES = 65_535;

    private static final int PNG_SIGNATURE = 8;
    private static final int PNG_CHECKSUM = 4;
    private static final int RIFF_HEADER = 12;

    private static final int ORIENTATION = 0x112;
    private static final int SHORT = 3;
    private static final int ENTRY_SIZE = 12;

    private ExifChunk() {}

    /** What the image says; normal where it says nothing, or is broken: the picture may be whole. The stream stays where it is. */
    static Orientation orientation(ImageInputStream in) throws IOException {
        ByteOrder order = in.getByteOrder();
        in.mark();
        try {
            boolean png = in.read() != 'R';
            in.setByteOrder(png ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
            in.skipBytes((png ? PNG_SIGNATURE : RIFF_HEADER) - 1);
            return png ? ofPng(in) : ofWebp(in);
        } catch (EOFException | BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
            return Orientation.NORMAL;
        } finally {
            in.setByteOrder(order);
            in.reset();
        }
    }

    private static Orientation ofPng(ImageInputStream in) throws IOException {
        while (true) {
            long length = in.readUnsignedInt();
            switch (word(in)) {
                case "eXIf" -> {
                    return orientation(content(in, length));
                }
                case "IEND" -> {
                    return Orientation.NORMAL;
                }
                default -> in.skipBytes(length + PNG_CHECKSUM);
            }
        }
    }

    private static Orientation ofWebp(ImageInputStream in) throws IOException {
        while (true) {
            String type = word(in);
            long length = in.readUnsignedInt();
            if (type.equals("EXIF")) {
                return orientation(content(in, length));
            }
            in.skipBytes(length + length % 2);
        }
    }

    private static String word(ImageInputStream in) throws IOException {
        byte[] letters = new byte[4];
        in.readFully(letters);
        return new String(letters, StandardCharsets.ISO_8859_1);
    }

    private static ByteBuffer content(ImageInputStream in, long length) throws IOException {
        byte[] content = new byte[(int) Math.min(length, MOST_BYTES)];
        in.readFully(content);
        return ByteBuffer.wrap(content);
    }

    /** That of the first directory of a TIFF (TIFF 6.0, section 2), before which some put the mark that it has in a JPEG. */
    private static Orientation orientation(ByteBuffer exif) {
        int start = exif.remaining() > 6 && exif.get(0) == 'E' ? 6 : 0;
        ByteBuffer tiff = exif.slice(start, exif.limit() - start);
        tiff.order(tiff.get() == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        tiff.position(tiff.getInt(4));
        int entries = tiff.getShort() & 0xffff;
        for (int i = 0; i < entries; i++) {
            int at = tiff.position();
            if ((tiff.getShort() & 0xffff) == ORIENTATION && tiff.getShort() == SHORT && tiff.getInt() == 1) {
                return Orientation.numbered(tiff.getShort());
            }
            tiff.position(at + ENTRY_SIZE);
        }
        return Orientation.NORMAL;
    }
}
