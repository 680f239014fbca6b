package dev.gantry.nd4j;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.shade.jackson.core.JsonFactory;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.core.JsonToken;

/**
 * A zip as DL4J's ModelSerializer writes it, looked through before DL4J allocates what it says or descends into it.
 *
 * @param isGraph whether the network is a graph; otherwise its layers are a list
 */
record Dl4jArchive(boolean isGraph) {

    private static final String CONFIGURATION = "configuration.json";
    private static final String PARAMETERS = "coefficients.bin";

    private static final int LONGEST_CONFIGURATION = 1 << 24;

    /** DL4J's own are nested about ten deep. */
    private static final int DEEPEST = 100;

    /** Of an array's shape: ND4J has at most 32 axes, with a size and a stride each. */
    private static final int LONGEST_SHAPE = 128;

    /** How buffers were allocated whose lengths take eight bytes; those of older files take four. */
    private static final Set<String> LONG = Set.of("LONG_SHAPE", "MIXED_DATA_TYPES");

    /**
     * @throws IOException if the file is no such zip, holds less than it says, or more than memory has room for; with what is wrong
     */
    static Dl4jArchive of(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            boolean isGraph = hasVertices(configuration(zip));
            try (DataInputStream parameters = new DataInputStream(entry(zip, PARAMETERS))) {
                requireWhole(parameters);
            }
            return new Dl4jArchive(isGraph);
        }
    }

    private static byte[] configuration(ZipFile zip) throws IOException {
        try (InputStream json = entry(zip, CONFIGURATION)) {
            byte[] content = json.readNBytes(LONGEST_CONFIGURATION + 1);
            if (content.length > LONGEST_CONFIGURATION) {
                throw new IOException("its " + CONFIGURATION + " is longer than 16 MiB");
            }
            return content;
        }
    }

    private static InputStream entry(ZipFile zip, String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new IOException("it holds no " + name);
        }
        return zip.getInputStream(entry);
    }

    private static boolean hasVertices(byte[] json) throws IOException {
        boolean found = false;
        int depth = 0;
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (depth > DEEPEST) {
                    throw new IOException("its " + CONFIGURATION + " is nested more than " + DEEPEST + " deep");
                }
                found |= depth == 1 && token == JsonToken.FIELD_NAME && "vertices".equals(parser.getCurrentName());
            }
        } catch (JsonProcessingException e) {
            throw new IOException("its " + CONFIGURATION + " is not JSON", e);
        }
        return found;
    }

    /** ND4J allocates an array before it reads the values. */
    private static void requireWhole(DataInputStream parameters) throws IOException {
        try {
            Header shape = Header.read(parameters);
            if (shape.length > LONGEST_SHAPE) {
                throw new IOException("its " + PARAMETERS + " holds no array");
            }
            parameters.skipNBytes(shape.bytes());
            Header values = Header.read(parameters);
            // As a default, ND4J has as much memory as Java's heap.
            if (values.bytes() > Runtime.getRuntime().maxMemory()) {
                throw new IOException("its %s holds %,d MB, and there is room for %,d MB; give Java more with -Xmx"
                        .formatted(
                                PARAMETERS,
                                values.bytes() >> 20,
                                Runtime.getRuntime().maxMemory() >> 20));
            }
            parameters.skipNBytes(values.bytes());
        } catch (EOFException e) {
            throw new IOException("its " + PARAMETERS + " holds fewer values than it says", e);
        }
    }

    /** What ND4J writes before the elements of a buffer. */
    private record Header(long length, DataType type) {

        static Header read(DataInputStream from) throws IOException {
            try {
                long length = LONG.contains(from.readUTF()) ? from.readLong() : from.readInt();
                DataType type = DataType.valueOf(from.readUTF());
                if (length < 0 || length > Integer.MAX_VALUE || type.width() <= 0) {
                    throw new IOException("its " + PARAMETERS + " says that it holds " + length + " values of " + type);
                }
                return new Header(length, type);
            } catch (IllegalArgumentException e) {
                throw new IOException("its " + PARAMETERS + " holds no array", e);
            }
        }

        long bytes() {
            return length * type.width();
        }
    }
}
