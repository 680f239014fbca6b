package dev.gantry.data;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataFormatImpl;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** How an image is to be turned before it is looked at (EXIF 2.3, tag 0x0112), in the order of its numbers there. */
enum Orientation {
    NORMAL("normal", false, false, false),
    MIRRORED("fliph", false, true, false),
    UPSIDE_DOWN("rotate180", true, true, false),
    MIRRORED_UPSIDE_DOWN("flipv", true, false, false),
    TRANSPOSED("fliphrotate90", false, false, true),
    RIGHT("rotate270", true, false, true),
    TRANSPOSED_UPSIDE_DOWN("flipvrotate90", true, true, true),
    LEFT("rotate90", false, true, true);

    /** As ImageIO calls it in lower case, where turns are to the left. */
    private final String word;

    private final boolean rowsBackwards;
    private final boolean columnsBackwards;
    private final boolean swapsSides;

    /**
     * @param rowsBackwards whether the last row of the file comes first
     * @param columnsBackwards whether the last column of the file comes first
     * @param swapsSides whether rows of the file are columns
     */
    Orientation(String word, boolean rowsBackwards, boolean columnsBackwards, boolean swapsSides) {
        this.word = word;
        this.rowsBackwards = rowsBackwards;
        this.columnsBackwards = columnsBackwards;
        this.swapsSides = swapsSides;
    }

    /** By its number in EXIF; normal if there is none with it. */
    static Orientation numbered(int number) {
        return Arrays.stream(values()).skip(Math.max(number - 1, 0)).findFirst().orElse(NORMAL);
    }

    /** What an image's metadata says; normal where these are not there, or broken: the picture may be whole. */
    static Orientation of(ImageReader reader) {
        try {
            IIOMetadata metadata = reader.getImageMetadata(0);
            if (metadata == null || !metadata.isStandardMetadataFormatSupported()) {
                return NORMAL;
            }
            Element tree = (Element) metadata.getAsTree(IIOMetadataFormatImpl.standardMetadataFormatName);
            NodeList found = tree.getElementsByTagName("ImageOrientation");
            return found.getLength() == 0
                    ? NORMAL
                    : named(((Element) found.item(0)).getAttribute("value"), reader.getFormatName());
        } catch (IOException | RuntimeException e) {
            return NORMAL;
        }
    }

    private static Orientation named(String value, String format) {
        String word = value.toLowerCase(Locale.ROOT);
        Orientation named = Arrays.stream(values())
                .filter(orientation -> orientation.word.equals(word))
                .findFirst()
                .orElse(NORMAL);
        // The reader of JPEG calls the two diagonals by each other's names.
        return format.equalsIgnoreCase("jpeg") ? named.otherDiagonal() : named;
    }

    private Orientation otherDiagonal() {
        return switch (this) {
            case TRANSPOSED -> TRANSPOSED_UPSIDE_DOWN;
            case TRANSPOSED_UPSIDE_DOWN -> TRANSPOSED;
            default -> this;
        };
    }

    /** The size in the file of what is to have this size. */
    ImageSize inFile(ImageSize size) {
        return swapsSides ? size.turned() : size;
    }

    /**
     * The pixels as they are to be looked at.
     *
     * @param pixels {@code [channels, height, width]} as in the file
     * @param size of the result
     */
    byte[] applied(byte[] pixels, int channels, ImageSize size) {
        if (this == NORMAL) {
            return pixels;
        }
        ImageSize file = inFile(size);
        byte[] turned = new byte[pixels.length];
        for (int channel = 0; channel < channels; channel++) {
            int plane = channel * size.pixels();
            for (int y = 0; y < size.height(); y++) {
                for (int x = 0; x < size.width(); x++) {
                    int row = swapsSides ? x : y;
                    int column = swapsSides ? y : x;
                    int fileRow = rowsBackwards ? file.height() - 1 - row : row;
                    int fileColumn = columnsBackwards ? file.width() - 1 - column : column;
                    turned[plane + y * size.width() + x] = pixels[plane + fileRow * file.width() + fileColumn];
                }
            }
        }
        return turned;
    }
}
