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

/** A zip as DL4J's ModelSerializer writes it, looked through before DL4J allocates what it says or descends into it. */
final class Dl4jArchive {

    private static final String CONFIGURATION = "configuration.json";
    private static final String PARAMETERS = "coefficients.bin";

    private static final int LONGEST_CONFIGURATION = 1 << 24;

    /** DL4J's own are nested about ten deep. */
    private static final int DEEPEST = 100;

    /** Of an array's shape: ND4J has at most 32 axes, with a size and a stride each. */
    private static final int LONGEST_SHAPE = 128;

    private Dl4jArchive() {}

    /**
     * Whether the network is a graph; otherwise its layers are a list.
     *
     * @throws IOException if the file is no such zip, or holds less than it says; with what is wrong
     */
    static boolean isGraph(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            boolean graph = hasVertices(configuration(zip));
            try (DataInputStream parameters = new DataInputStream(entry(zip, PARAMETERS))) {
                requireWhole(parameters);
            }
            return graph;
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
            parameters.skipNBytes(values.bytes());
        } catch (EOFException e) {
            throw new IOException("its " + PARAMETERS + " holds fewer values than it says", e);
        }
    }

    /** How buffers were allocated whose lengths take eight bytes; those of older files take four. */
    private static final Set<String> LONG = Set.of("LONG_SHAPE", "MIXED_DATA_TYPES");

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
