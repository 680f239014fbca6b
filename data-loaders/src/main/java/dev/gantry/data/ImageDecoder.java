package dev.gantry.data;

import dev.gantry.core.data.DataException;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Makes bytes, {@code [channels, height, width]}, of image files; several threads may, and take turns where images are large. */
final class ImageDecoder {

    /** What readers only warn of though pixels are lost; stray bytes between complete parts lose none. */
    private static final Pattern LOSS = Pattern.compile(
            "(?!.*extraneous).*(truncated|corrupt|premature|out-of-sequence|unexpected end).*",
            Pattern.CASE_INSENSITIVE);

    /** Formats whose readers hold all of a tile in memory, and of which the whole image may be one. */
    private static final Set<String> IN_TILES = Set.of("tif", "tiff", "webp");

    /** Formats whose readers tell how their images are to be turned. */
    private static final Set<String> TURNED = Set.of("jpeg", "tif", "tiff");

    private static final Set<String> WITH_EXIF_CHUNK = Set.of("png", "webp");

    /** Bytes of a file in an archive, which is read whole. */
    private static final int MOST_PACKED =
            (int) Math.min(1 << 28, Runtime.getRuntime().maxMemory() / 128);

    private static final int SHARES = 1 << 16;

    private final ImageSize size;
    private final ImageFit fit;
    private final ImageLimits limits;

    /** Of the memory that decoding may take. */
    private final Semaphore shares = new Semaphore(SHARES, true);

    ImageDecoder(ImageSize size, ImageFit fit, ImageLimits limits) {
        this.size = size;
        this.fit = fit;
        this.limits = limits;
    }

    ImageDecoder(ImageSize size, ImageFit fit) {
        this(size, fit, ImageLimits.ofHeap(Runtime.getRuntime().maxMemory()));
    }

    ImageSize size() {
        return size;
    }

    int channels() {
        return fit.channels();
    }

    /**
     * An image.
     *
     * @param pixels {@code [channels, height, width]}
     * @param width of the image as it is looked at
     * @param mode its colours, in words
     * @param turned whether it lies otherwise in its file
     */
    @SuppressWarnings("ArrayRecordComponent") // only read
    record Decoded(byte[] pixels, int width, int height, String mode, boolean turned) {}

    @FunctionalInterface
    private interface Use<T> {
        T apply(ImageReader reader, boolean inParts) throws IOException;
    }

    /** Throws {@link DataException} if the file is no image, cannot be read, is too large, or is not whole. */
    Decoded decode(ImageFile file) {
        return use(file, (reader, inParts) -> {
            Orientation orientation = orientation(reader);
            ImageSize inFile = orientation.inFile(size);
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            ImageReadParam reading = reading(file, reader, inParts, inFile);
            int taken = (int) Math.max(1, SHARES * limits.share(width, height, reading));
            shares.acquireUninterruptibly(taken);
            try {
                BufferedImage image = reader.read(0, reading);
                requireFewBits(file, image);
                byte[] pixels = orientation.applied(fit.fit(image, inFile), channels(), size);
                ImageSize seen = orientation.inFile(new ImageSize(height, width));
                return new Decoded(
                        pixels, seen.width(), seen.height(), mode(reader, image), orientation != Orientation.NORMAL);
            } finally {
                shares.release(taken);
            }
        });
    }

    /** The part of an image that is wanted, as it lies in its file, with as many pixels as may be kept. */
    BufferedImage read(ImageFile file) {
        return use(file, (reader, inParts) -> reader.read(0, reading(file, reader, inParts, size)));
    }

    private static Orientation orientation(ImageReader reader) throws IOException {
        if (WITH_EXIF_CHUNK.contains(format(reader)) && reader.getInput() instanceof ImageInputStream in) {
            return ExifChunk.orientation(in);
        }
        return TURNED.contains(format(reader)) ? Orientation.of(reader) : Orientation.NORMAL;
    }

    private static String format(ImageReader reader) throws IOException {
        return reader.getFormatName().toLowerCase(Locale.ROOT);
    }

    private ImageReadParam reading(ImageFile file, ImageReader reader, boolean inParts, ImageSize target)
            throws IOException {
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        (inParts ? limits : limits.ofWhole()).require(file.toString(), width, height);
        if (IN_TILES.contains(format(reader))) {
            limits.ofWhole().require(file.toString(), reader.getTileWidth(0), reader.getTileHeight(0));
        }
        return limits.reading(reader.getDefaultReadParam(), file.toString(), fit.part(width, height, target), target);
    }

    private static String mode(ImageReader reader, BufferedImage image) throws IOException {
        ImageTypeSpecifier raw = reader.getRawImageType(0);
        ColorModel model = raw == null ? image.getColorModel() : raw.getColorModel();
        String colours = switch (model.getColorSpace().getType()) {
            case ColorSpace.TYPE_GRAY -> "grey";
            case ColorSpace.TYPE_CMYK -> "CMYK";
            case ColorSpace.TYPE_RGB, ColorSpace.TYPE_YCbCr -> "RGB";
            default -> "other colours";
        };
        return (model instanceof IndexColorModel ? "palette" : colours)
                + (model.getComponentSize(0) > 8 ? " in " + model.getComponentSize(0) + " bits" : "")
                + (model.hasAlpha() ? " with transparency" : "");
    }

    private static void requireFewBits(ImageFile file, BufferedImage image) {
        int type = image.getRaster().getTransferType();
        if (ImageFit.isGray(image) && type != DataBuffer.TYPE_BYTE && type != DataBuffer.TYPE_USHORT) {
            throw new DataException(
                    file + ": has grey in " + image.getColorModel().getComponentSize(0) + " bits; expected at most 16");
        }
    }

    private static ImageInputStream stream(ImageFile file) throws IOException {
        Optional<Path> onDisk = file.onDisk();
        if (onDisk.isPresent()) {
            // Not a stream with a cache, which would hold all of a file.
            return new FileImageInputStream(onDisk.get().toFile());
        }
        try (InputStream packed = file.open()) {
            byte[] content = packed.readNBytes(MOST_PACKED + 1);
            if (content.length > MOST_PACKED) {
                throw new DataException(file + ": is too large; expected at most " + MOST_PACKED + " bytes");
            }
            return new MemoryCacheImageInputStream(new ByteArrayInputStream(content));
        }
    }

    private static <T> T use(ImageFile file, Use<T> use) {
        try (ImageInputStream in = stream(file)) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new DataException(file
                        + ": is no image; expected PNG, JPEG, GIF, BMP, WebP or TIFF, found " + file.size()
                        + " bytes that are none of these");
            }
            if (PackedBmp.is(in)) {
                throw new DataException(file + ": is a BMP around a JPEG or PNG; save that as a file of its own");
            }
            return use(file.toString(), use, readers.next(), in);
        } catch (IOException e) {
            throw new DataException(file + ": cannot be read: " + Reason.of(e), e);
        }
    }

    private static <T> T use(String file, Use<T> use, ImageReader reader, ImageInputStream in) {
        List<String> losses = new ArrayList<>();
        try {
            boolean inParts = !LosslessJpeg.is(in);
            // The metadata of other formats are none of ours, and may be broken beside a picture that is whole.
            reader.setInput(in, true, !TURNED.contains(format(reader)));
            reader.addIIOReadWarningListener((source, warning) -> {
                if (LOSS.matcher(warning).matches()) {
                    losses.add(warning);
                }
            });
            T result = use.apply(reader, inParts);
            if (!losses.isEmpty()) {
                throw new DataException(file + ": is corrupt or cut off: " + losses.getFirst());
            }
            return result;
        } catch (DataException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // A reader that trusts corrupt data can run into any exception.
            throw new DataException(file + ": is corrupt or cut off: " + Reason.ofContent(e), e);
        } finally {
            reader.dispose();
        }
    }
}
