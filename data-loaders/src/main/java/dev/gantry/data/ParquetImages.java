package dev.gantry.data;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigUtil;
import dev.gantry.core.data.DataException;
import dev.hardwood.InputFile;
import dev.hardwood.metadata.ColumnChunk;
import dev.hardwood.metadata.CompressionCodec;
import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.metadata.RowGroup;
import dev.hardwood.reader.ColumnReader;
import dev.hardwood.reader.ColumnReaders;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.schema.ColumnProjection;
import dev.hardwood.schema.SchemaNode;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * Takes images and classes out of Parquet files, as datasets of Hugging Face are: a column that is a struct of the {@code bytes} of a
 * file and its {@code path}, or binary, and a column of classes, whose names may be in the metadata.
 */
final class ParquetImages {

    /** A batch of images is in memory, and some more that are read ahead. */
    private static final int BATCH = 8;

    private static final int MOST_ROWS =
            (int) Math.min(1 << 24, Runtime.getRuntime().maxMemory() / 1024);

    /** A page is decompressed as a whole, to as many bytes as it says. */
    private static final long LARGEST_CHUNK =
            Math.min(1L << 31, Runtime.getRuntime().maxMemory() / 4);

    private static final String METADATA = "huggingface";
    private static final int LONGEST_METADATA = 1 << 20;
    private static final int DEEPEST_METADATA = 32;
    private static final int MOST_COLUMNS = 20;

    /** Tells on its first use which instructions the processor has. Kept, as its level goes with it. */
    private static final Logger READER = Logger.getLogger("dev.hardwood");

    static {
        READER.setLevel(Level.WARNING);
    }

    private static final Set<CompressionCodec> CODECS =
            Set.of(CompressionCodec.UNCOMPRESSED, CompressionCodec.SNAPPY, CompressionCodec.GZIP);

    private static final Set<PhysicalType> LABEL_TYPES =
            Set.of(PhysicalType.INT32, PhysicalType.INT64, PhysicalType.BYTE_ARRAY);

    /**
     * An image.
     *
     * @param file that it is a row of
     * @param row from 0
     * @param offset of its bytes in what was written
     */
    record ImageRow(Path file, long row, long offset, int size, String label) {}

    /** Behind a page that is longer than its part of the file, the reader asks for no bytes, again and again without end. */
    private record NoEmptyRanges(InputFile file) implements InputFile {

        @Override
        public ByteBuffer readRange(long offset, int length) throws IOException {
            if (length <= 0) {
                throw new EOFException("a page is longer than the part of the file that it is in");
            }
            return file.readRange(offset, length);
        }

        @Override
        public void open() throws IOException {
            file.open();
        }

        @Override
        public long length() throws IOException {
            return file.length();
        }

        @Override
        public String name() {
            return file.name();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    private final Optional<String> labels;
    private final OutputStream out;
    private final List<ImageRow> rows = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private List<String> classes = List.of();
    private long written;
    private int files;

    /**
     * @param labels the column of classes
     * @param out is given the images, one behind the other
     */
    ParquetImages(Optional<String> labels, OutputStream out) {
        this.labels = labels;
        this.out = out;
    }

    List<ImageRow> rows() {
        return rows;
    }

    /** In the order of their numbers, where files tell their names; else empty. */
    List<String> classes() {
        return classes;
    }

    /** What is wrong with single rows. */
    List<String> problems() {
        return problems;
    }

    /**
     * Takes all of a file.
     *
     * @throws DataException if it is no such file, or corrupt, or the images cannot be written
     */
    void take(Path file) {
        try (ParquetFileReader reader = ParquetFileReader.open(new NoEmptyRanges(InputFile.of(file)))) {
            requireReadable(file, reader);
            String images = images(file, reader);
            List<String> columns = new ArrayList<>(List.of(images));
            if (labels.isPresent()) {
                columns.add(requireLabels(file, reader, labels.get()));
                takeNames(file, reader, labels.get());
            }
            try (ColumnReaders batches = reader.buildColumnReaders(
                            ColumnProjection.columns(columns.toArray(String[]::new)))
                    .batchSize(BATCH)
                    .build()) {
                long row = 0;
                for (; batches.nextBatch(); row += batches.getRecordCount()) {
                    take(file, row, batches);
                }
                requireAll(file, row, reader.getFileMetaData().numRows());
            }
        } catch (DataException e) {
            throw e;
        } catch (IOException | RuntimeException | Error e) {
            throw new DataException(file + ": " + problem(file, e), e);
        }
    }

    /** Errors are told too: those of the reader's threads come as causes. */
    private static String problem(Path file, Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof VirtualMachineError) {
                return "is corrupt, or has a part too large for the memory that Java has (-Xmx)";
            } else if (cause instanceof Error) {
                return "cannot be unpacked: the library for its compression does not work here";
            }
        }
        String reason = e instanceof Exception found ? Reason.ofContent(found) : "";
        return "is no Parquet file, or is corrupt or cut off: " + reason.replace("[" + file.getFileName() + "] ", "");
    }

    private static void requireAll(Path file, long rows, long told) {
        if (rows != told) {
            throw new DataException(file + ": is corrupt or cut off: has " + rows + " rows; expected " + told);
        }
    }

    private static void requireReadable(Path file, ParquetFileReader reader) throws IOException {
        long length = Files.size(file);
        for (RowGroup group : reader.getFileMetaData().rowGroups()) {
            for (ColumnChunk chunk : group.columns()) {
                CompressionCodec codec = chunk.metaData().codec();
                if (!CODECS.contains(codec)) {
                    throw new DataException(file + ": is compressed by " + codec
                            + "; expected SNAPPY, GZIP or UNCOMPRESSED; write it anew");
                }
                long start = chunk.chunkStartOffset();
                long size = chunk.metaData().totalCompressedSize();
                if (start < 0 || size < 0 || start > length || size > length - start) {
                    throw new DataException(file + ": is corrupt or cut off: a part of " + size
                            + " bytes is to begin at " + start + ", of " + length);
                }
                long unpacked = chunk.metaData().totalUncompressedSize();
                if (unpacked > LARGEST_CHUNK) {
                    throw new DataException(file + ": has a part of " + unpacked + " bytes; expected at most "
                            + LARGEST_CHUNK + "; give Java more memory (-Xmx)");
                }
            }
        }
    }

    /** The first column that can be images. */
    private static String images(Path file, ParquetFileReader reader) {
        for (SchemaNode column : reader.getFileSchema().getRootNode().children()) {
            if (column instanceof SchemaNode.GroupNode struct
                    && struct.maxRepetitionLevel() == 0
                    && struct.children().stream().anyMatch(child -> child.name().equals("bytes") && isBinary(child))) {
                return struct.name() + ".bytes";
            } else if (isBinary(column)) {
                return column.name();
            }
        }
        throw new DataException(
                file + ": has no column of images, binary or with 'bytes' in it; it has " + columns(reader));
    }

    private static boolean isBinary(SchemaNode node) {
        return node instanceof SchemaNode.PrimitiveNode leaf
                && leaf.type() == PhysicalType.BYTE_ARRAY
                && leaf.logicalType() == null
                && leaf.maxRepetitionLevel() == 0;
    }

    private static String requireLabels(Path file, ParquetFileReader reader, String name) {
        boolean found = reader.getFileSchema().getRootNode().children().stream()
                .anyMatch(column -> column.name().equals(name)
                        && column instanceof SchemaNode.PrimitiveNode leaf
                        && leaf.maxRepetitionLevel() == 0
                        && LABEL_TYPES.contains(leaf.type()));
        if (!found) {
            throw new DataException(file + ": has no column " + ImageProblems.quoted(name)
                    + " of numbers or text for 'labels'; it has " + columns(reader));
        }
        return name;
    }

    private static String columns(ParquetFileReader reader) {
        return reader.getFileSchema().getRootNode().children().stream()
                .limit(MOST_COLUMNS)
                .map(column -> ImageProblems.quoted(column.name()))
                .collect(Collectors.joining(", "));
    }

    private void takeNames(Path file, ParquetFileReader reader, String column) {
        String metadata = reader.getFileMetaData().keyValueMetadata().getOrDefault(METADATA, "");
        List<String> names = names(metadata, column);
        if (!names.stream().allMatch(ImageProblems::isName) || Set.copyOf(names).size() < names.size()) {
            throw new DataException(file + ": has names of classes that are too long, or none, or the same");
        } else if (files > 0 && !names.equals(classes)) {
            throw new DataException(file + ": names its classes otherwise than the file before it");
        }
        classes = names;
        files++;
    }

    /** None where the metadata are not there or say nothing of it: numbers are classes too. */
    private static List<String> names(String metadata, String column) {
        if (metadata.length() > LONGEST_METADATA
                || LabelFile.deeper(metadata.getBytes(StandardCharsets.UTF_8), DEEPEST_METADATA)) {
            return List.of();
        }
        String path = ConfigUtil.joinPath("info", "features", column, "names");
        try {
            Config known = ConfigFactory.parseString(
                    metadata, ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));
            return known.hasPath(path) ? known.getStringList(path) : List.of();
        } catch (ConfigException e) {
            return List.of();
        }
    }

    private void take(Path file, long first, ColumnReaders batches) {
        ColumnReader images = batches.getColumnReader(0);
        byte[] bytes = images.getBinaryValues();
        int[] offsets = images.getBinaryOffsets();
        for (int i = 0; i < batches.getRecordCount(); i++) {
            long row = first + i;
            if (rows.size() >= MOST_ROWS) {
                throw new DataException(file + ": with the files before it has more than " + MOST_ROWS
                        + " rows; give Java more memory (-Xmx)");
            }
            int size = images.getLeafValidity().isNull(i) ? 0 : offsets[i + 1] - offsets[i];
            try {
                out.write(bytes, offsets[i], size);
            } catch (IOException e) {
                throw new DataException(file + ": cannot be unpacked: " + Reason.of(e), e);
            }
            rows.add(new ImageRow(
                    file,
                    row,
                    written,
                    size,
                    labels.isPresent() ? label(file, row, batches.getColumnReader(1), i) : ""));
            written += size;
        }
    }

    private String label(Path file, long row, ColumnReader column, int i) {
        String place = file + "/row " + row;
        if (column.getLeafValidity().isNull(i)) {
            problems.add(place + ": has no class");
            return "";
        } else if (column.getColumnSchema().type() == PhysicalType.BYTE_ARRAY) {
            String text = new String(
                            column.getBinaryValues(),
                            column.getBinaryOffsets()[i],
                            column.getBinaryOffsets()[i + 1] - column.getBinaryOffsets()[i],
                            StandardCharsets.UTF_8)
                    .strip();
            if (!ImageProblems.isName(text)) {
                problems.add(place + ": the class " + ImageProblems.quoted(text) + " is no name");
            }
            return text;
        }
        long number =
                column.getColumnSchema().type() == PhysicalType.INT32 ? column.getInts()[i] : column.getLongs()[i];
        if (classes.isEmpty()) {
            return Long.toString(number);
        } else if (number < 0 || number >= classes.size()) {
            problems.add(place + ": the class " + number + " is none of the " + classes.size() + " that have names");
            return "";
        }
        return classes.get((int) number);
    }
}
