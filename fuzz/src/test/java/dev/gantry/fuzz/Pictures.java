package dev.gantry.fuzz;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Small files of images, all of them valid. */
final class Pictures {

    private static final int[] TYPES = {
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_INT_ARGB,
        BufferedImage.TYPE_BYTE_GRAY,
        BufferedImage.TYPE_USHORT_GRAY,
        BufferedImage.TYPE_BYTE_INDEXED,
        BufferedImage.TYPE_BYTE_BINARY
    };

    private Pictures() {}

    /** Noise in IDX, where each image has one of two labels. */
    static byte[] idx(int... axes) {
        byte[] elements = new byte[IntStream.of(axes).reduce(1, Math::multiplyExact)];
        new SplittableRandom(elements.length).nextBytes(elements);
        if (axes.length == 1) {
            IntStream.range(0, elements.length).forEach(i -> elements[i] = (byte) (i % 2));
        }
        ByteBuffer buffer = ByteBuffer.allocate((1 + axes.length) * Integer.BYTES + elements.length)
                .putInt(0x0800 | axes.length);
        IntStream.of(axes).forEach(buffer::putInt);
        return buffer.put(elements).array();
    }

    static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(content);
        }
        return bytes.toByteArray();
    }

    /** The same picture with every kind of colours that a format has, in passes and not. */
    static List<byte[]> of(String format) throws IOException {
        List<byte[]> pictures = new ArrayList<>();
        if (format.equals("webp")) {
            // Nothing here writes it.
            try (InputStream in = Objects.requireNonNull(Pictures.class.getResourceAsStream("plain.webp"))) {
                return List.of(in.readAllBytes());
            }
        }
        for (int type : TYPES) {
            for (boolean inPasses : new boolean[] {false, true}) {
                written(noise(type), format, inPasses).ifPresent(pictures::add);
            }
        }
        return pictures;
    }

    private static Optional<byte[]> written(BufferedImage picture, String format, boolean inPasses) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            boolean possible = writer.getOriginatingProvider().canEncodeImage(picture)
                    && (param.canWriteProgressive() || !inPasses);
            if (!possible) {
                return Optional.empty();
            }
            if (param.canWriteProgressive()) {
                param.setProgressiveMode(inPasses ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
            }
            writer.setOutput(out);
            writer.write(null, new IIOImage(picture, null, null), param);
        } finally {
            writer.dispose();
        }
        return Optional.of(bytes.toByteArray());
    }

    private static BufferedImage noise(int type) {
        BufferedImage picture = new BufferedImage(12, 10, type);
        SplittableRandom random = new SplittableRandom(type);
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                picture.setRGB(x, y, random.nextInt());
            }
        }
        return picture;
    }
}
