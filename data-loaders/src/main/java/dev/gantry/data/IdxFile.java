package dev.gantry.data;

import dev.gantry.core.data.DataException;
import dev.gantry.core.tensor.Shape;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * An IDX file of unsigned bytes, the format of MNIST (LeCun et al. 1998): two zero bytes, the type 0x08, the number of axes,
 * each axis as a big-endian 32-bit integer, then the elements in row-major order.
 *
 * @param axes the sizes of the axes, the number of items first
 * @param elements one byte each; mapped, if the file is not gzipped
 */
record IdxFile(Shape axes, MemorySegment elements) {

    /** What a file is to hold. */
    enum Expected {
        IMAGES(3, 4, "images with 3 axes, [N, H, W], or 4, [N, C, H, W]"),
        LABELS(1, 1, "labels with 1 axis, [N]");

        private final int leastAxes;
        private final int mostAxes;
        private final String words;

        Expected(int leastAxes, int mostAxes, String words) {
            this.leastAxes = leastAxes;
            this.mostAxes = mostAxes;
            this.words = words;
        }
    }

    /** Unzipped elements that are more go to a temporary file; they stand in memory twice while they are unzipped. */
    private static final long MOST_BYTES_IN_MEMORY =
            Math.min(1L << 28, Runtime.getRuntime().maxMemory() / 8);

    /** Of one item: an image of 4096 x 4096 pixels. */
    private static final long MOST_ELEMENTS = 1L << 24;

    /** No gzipped byte stands for more: 258 bytes, the longest repetition, take two bits. */
    private static final long MOST_UNZIPPED = 1032;

    /** How far unzipped data is counted that no header speaks of. */
    private static final int MOST_TRAILING = 1 << 20;

    private static final int UNSIGNED_BYTES = 0x08;

    static IdxFile open(Path file, Expected content) {
        return open(file, content, MOST_BYTES_IN_MEMORY);
    }

    static IdxFile open(Path file, Expected content, long mostBytesInMemory) {
        String name = file.toString();
        if (!Files.isRegularFile(file)) {
            throw new DataException(
                    name + ": " + (Files.exists(file) ? "is not a file" : "no such file") + "; expected an IDX file");
        }
        try (FileChannel channel = FileChannel.open(file);
                InputStream in = new BufferedInputStream(Channels.newInputStream(channel))) {
            if (isGzipped(in)) {
                return unzip(name, in, channel.size(), content, mostBytesInMemory);
            }
            Shape axes = readAxes(name, in, content);
            long header = 4 + 4L * axes.rank();
            long length = channel.size() - header;
            checkLength(name, axes, length, "");
            return new IdxFile(axes, channel.map(MapMode.READ_ONLY, header, length, Arena.ofAuto()));
        } catch (IOException e) {
            throw new DataException(name + ": cannot be read: " + Reason.of(e), e);
        }
    }

    /**
     * @param name stands for the file in messages
     * @param gzipped a whole file that is trusted to be no larger than memory
     */
    static IdxFile unzip(String name, InputStream gzipped, Expected content) throws IOException {
        byte[] bytes = gzipped.readAllBytes();
        return unzip(name, new ByteArrayInputStream(bytes), bytes.length, content, MOST_BYTES_IN_MEMORY);
    }

    private static IdxFile unzip(
            String name, InputStream gzipped, long gzippedBytes, Expected content, long mostBytesInMemory)
            throws IOException {
        try {
            InputStream in = new GZIPInputStream(gzipped, 1 << 16);
            Shape axes = readAxes(name, in, content);
            if (axes.size() / MOST_UNZIPPED > gzippedBytes) {
                throw new DataException(name + ": is cut off; expected " + axes.size() + " elements for the axes "
                        + axes + ", which " + gzippedBytes + " gzipped bytes cannot hold");
            }
            MemorySegment elements = axes.size() <= mostBytesInMemory
                    ? MemorySegment.ofArray(in.readNBytes((int) axes.size()))
                    : temporaryFile(name, in, axes.size());
            int trailing = in.readNBytes(MOST_TRAILING).length;
            checkLength(name, axes, elements.byteSize() + trailing, trailing < MOST_TRAILING ? "" : " or more");
            return new IdxFile(axes, elements);
        } catch (EOFException | ZipException e) {
            throw new DataException(name + ": the gzip data is corrupt or cut off: " + Reason.ofContent(e), e);
        }
    }

    private static boolean isGzipped(InputStream in) throws IOException {
        in.mark(2);
        boolean gzipped = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return gzipped;
    }

    /** Up to {@code most} bytes of a stream, in a file that is gone once they are no longer used. */
    private static MemorySegment temporaryFile(String name, InputStream in, long most) throws IOException {
        Path folder = Path.of(System.getProperty("java.io.tmpdir"));
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free < most) {
            throw new DataException(name + ": cannot be unzipped; expected room for " + most + " bytes in " + folder
                    + ", found " + free);
        }
        Path file = Files.createTempFile(folder, "gantry-", ".idx");
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
            long copied = channel.transferFrom(Channels.newChannel(in), 0, most);
            return channel.map(MapMode.READ_ONLY, 0, copied, Arena.ofAuto());
        }
    }

    private static Shape readAxes(String name, InputStream in, Expected content) throws IOException {
        byte[] magic = in.readNBytes(4);
        if (magic.length < 4 || magic[0] != 0 || magic[1] != 0) {
            throw new DataException(name + ": is not an IDX file; expected it to begin with the bytes 00 00 08 0"
                    + content.leastAxes + ", found " + hex(magic));
        }
        if (magic[2] != UNSIGNED_BYTES) {
            throw new DataException(name + ": holds elements of another type; expected type 08 (unsigned bytes), found "
                    + hex(Arrays.copyOfRange(magic, 2, 3)));
        }
        int rank = magic[3] & 0xff;
        if (rank < content.leastAxes || rank > content.mostAxes) {
            throw new DataException(
                    name + ": has the wrong number of axes; expected " + content.words + ", found " + rank);
        }
        byte[] sizes = in.readNBytes(4 * rank);
        if (sizes.length < 4 * rank) {
            throw new DataException(name + ": is cut off in its header; expected " + (4 + 4 * rank) + " bytes, found "
                    + (4 + sizes.length));
        }
        int[] axes = new int[rank];
        ByteBuffer.wrap(sizes).asIntBuffer().get(axes);
        double product = IntStream.of(axes).asDoubleStream().reduce(1, (a, b) -> a * b);
        if (IntStream.of(axes).anyMatch(size -> size < 1) || product >= 0x1p63) {
            throw new DataException(
                    name + ": has impossible axes; expected each to be at least 1 and a file's worth of "
                            + "elements in all, found " + Arrays.toString(axes));
        }
        Shape shape = Shape.of(axes);
        if (shape.dropFirst().size() > MOST_ELEMENTS) {
            throw new DataException(name + ": has images that are too large; expected at most " + MOST_ELEMENTS
                    + " elements each, found " + shape.dropFirst());
        }
        return shape;
    }

    private static void checkLength(String name, Shape axes, long found, String orMore) {
        if (found != axes.size()) {
            throw new DataException(name + ": "
                    + (found < axes.size() ? "is cut off" : "has more data than its header says") + "; expected "
                    + axes.size() + " elements for the axes " + axes + ", found " + found + orMore);
        }
    }

    private static String hex(byte[] bytes) {
        return bytes.length == 0 ? "nothing" : HexFormat.ofDelimiter(" ").formatHex(bytes);
    }
}
