package dev.gantry.data;

import dev.gantry.core.data.DataException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** A folder of images, a zip file or a tar file, and what is in it and below. */
final class ImagePlace implements AutoCloseable {

    static final String ENDINGS = ".png, .jpg, .jpeg, .gif, .bmp, .webp, .tif or .tiff";

    private static final String EXPECTED =
            "expected a folder of images, or a .zip, .tar, .tar.gz, .tgz or .parquet file of them";

    private static final Pattern IMAGE_NAME =
            Pattern.compile(".*\\.(png|jpe?g|gif|bmp|webp|tiff?)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern ENDING = Pattern.compile(".*(\\.[a-z0-9]{1,10})", Pattern.DOTALL);
    private static final Pattern HIDDEN = Pattern.compile("(.*/)?(\\.|__MACOSX(/|$)).*", Pattern.DOTALL);

    private static final Pattern PARQUET = Pattern.compile(".*\\.parquet", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern SHARD = Pattern.compile("(.*-)([0-9]{5})-of-([0-9]{5})(\\.parquet)");

    private static final int BUFFER = 1 << 16;

    private final Path where;
    private final Closeable archive;
    private final List<ImageFile> images = new ArrayList<>();
    private final Map<String, ImageFile> others = new HashMap<>();
    private final SortedMap<String, Integer> passedOver = new TreeMap<>();
    private Optional<ImageClasses> inRows = Optional.empty();

    /**
     * @param archive what is read of, where it is no folder; closed with this
     */
    private ImagePlace(Path where, Closeable archive) {
        this.where = where;
        this.archive = archive;
    }

    /**
     * @param where a folder, a zip file, a tar file or a Parquet file
     * @param labels in Parquet the column of classes, or none
     * @throws DataException if there is none, it cannot be read, or no image is in it
     */
    static ImagePlace of(Path where, String labels) {
        if (PARQUET.matcher(where.toString()).matches() && Files.isRegularFile(where)) {
            return ofRows(where, shards(where), labels);
        }
        ImagePlace place = opened(where);
        try {
            place.search();
            if (place.images.isEmpty() && place.passedOver.containsKey(".parquet") && Files.isDirectory(where)) {
                return ofRows(where, place.parquet(), labels);
            }
            if (place.images.isEmpty()) {
                throw new DataException(where + ": holds no images; expected files that end in " + ENDINGS);
            }
            place.images.sort(Comparator.comparing(ImageFile::name));
            return place;
        } catch (RuntimeException | Error e) {
            place.close();
            throw e;
        }
    }

    /** The Parquet files in a folder, which must be all parts of one set. */
    private List<Path> parquet() {
        List<Path> files = others.values().stream()
                .filter(file -> !HIDDEN.matcher(file.name()).matches())
                .flatMap(file -> file.onDisk().stream())
                .filter(file -> PARQUET.matcher(file.toString()).matches())
                .sorted()
                .toList();
        List<Path> first = shards(files.getFirst());
        if (!first.equals(files)) {
            Path other = files.stream()
                    .filter(file -> !first.contains(file))
                    .findFirst()
                    .orElseThrow();
            throw new DataException(where + ": holds Parquet files of several sets, such as " + files.getFirst()
                    + " and " + other + "; name one of them, which stands for all parts of its set");
        }
        return files;
    }

    /** All parts of the set that a file is one of, by its name; or the file alone. */
    private static List<Path> shards(Path file) {
        Matcher shard = SHARD.matcher(file.getFileName().toString());
        if (!shard.matches()) {
            return List.of(file);
        }
        int count = Integer.parseInt(shard.group(3));
        List<Path> shards = IntStream.range(0, count)
                .mapToObj(i -> file.resolveSibling(shard.group(1)
                        + ("%0" + shard.group(2).length() + "d").formatted(i) + "-of-" + shard.group(3)
                        + shard.group(4)))
                .toList();
        shards.stream().filter(part -> !Files.isRegularFile(part)).findFirst().ifPresent(missing -> {
            throw new DataException(missing + ": no such file; " + file + " is one of " + count + " parts of a set");
        });
        return shards;
    }

    private static ImagePlace ofRows(Path where, List<Path> files, String labels) {
        List<ParquetImages.ImageRow> rows = new ArrayList<>();
        List<String> order = new ArrayList<>();
        Pack pack;
        try {
            pack = Pack.temporary(out -> {
                ParquetImages images = new ParquetImages(Optional.of(labels).filter(name -> !name.equals("none")), out);
                files.forEach(images::take);
                ImageProblems.throwIfAny(images.problems());
                rows.addAll(images.rows());
                order.addAll(images.classes());
            });
        } catch (IOException e) {
            throw new DataException(where + ": cannot be unpacked: " + Reason.of(e), e);
        }
        ImagePlace place = new ImagePlace(where, pack);
        Map<ImageFile, String> names = new HashMap<>();
        for (ParquetImages.ImageRow row : rows) {
            String folder = Optional.ofNullable(row.file().getParent())
                    .map(Path::toString)
                    .orElse(".");
            ImageFile image = new PackedFile(
                    pack, folder, row.file().getFileName() + "/row " + row.row(), row.offset(), row.size());
            place.images.add(image);
            if (!row.label().isEmpty()) {
                names.put(image, row.label());
            }
        }
        if (place.images.isEmpty()) {
            place.close();
            throw new DataException(where + ": holds no rows");
        }
        place.inRows = Optional.of(new ImageClasses(Optional.empty(), names, order));
        return place;
    }

    /** Classes that lie beside the images. */
    Optional<ImageClasses> inRows() {
        return inRows;
    }

    private static ImagePlace opened(Path where) {
        String name = where.toString().toLowerCase(Locale.ROOT);
        if (Files.isDirectory(where)) {
            return new ImagePlace(where, () -> {});
        } else if (!Files.exists(where)) {
            throw new DataException(where + ": no such folder; " + EXPECTED);
        }
        try {
            if (name.endsWith(".zip")) {
                return new ImagePlace(where, FileSystems.newFileSystem(where, Map.of()));
            } else if (name.endsWith(".tar")) {
                return new ImagePlace(where, Pack.of(where));
            } else if (name.endsWith(".tar.gz") || name.endsWith(".tgz")) {
                return new ImagePlace(where, Pack.temporary(out -> unzip(where, out)));
            }
        } catch (IOException e) {
            throw new DataException(where + ": cannot be read: " + Reason.of(e), e);
        } catch (RuntimeException e) {
            throw new DataException(where + ": is no zip file, or is corrupt", e);
        }
        throw new DataException(where + ": is a file; " + EXPECTED);
    }

    private static void unzip(Path file, OutputStream out) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file), BUFFER)) {
            in.transferTo(out);
        }
    }

    private void search() {
        switch (archive) {
            case Pack tar -> addAll(tar);
            case FileSystem zip -> addAll(zip.getPath("/"));
            default -> addAll(where);
        }
    }

    private void addAll(Pack pack) {
        try {
            TarFile tar = TarFile.of(pack, where.toString());
            tar.files().values().forEach(this::add);
            if (tar.others() > 0) {
                passedOver.put("linked", tar.others());
            }
        } catch (IOException e) {
            throw new DataException(where + ": cannot be read: " + Reason.of(e), e);
        }
    }

    private void addAll(Path root) {
        try (Stream<Path> all = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
            all.filter(Files::isRegularFile).forEach(file -> add(PathFile.below(root, file)));
        } catch (IOException e) {
            throw unsearchable(e);
        } catch (UncheckedIOException e) {
            throw unsearchable(Objects.requireNonNull(e.getCause()));
        }
    }

    private void add(ImageFile file) {
        String name = file.name();
        boolean hidden = HIDDEN.matcher(name).matches();
        if (!hidden && isImageName(name)) {
            images.add(file);
        } else {
            others.put(name, file);
            passedOver.merge(hidden ? "hidden" : ending(name), 1, Integer::sum);
        }
    }

    private DataException unsearchable(IOException e) {
        String place = e instanceof FileSystemException at && at.getFile() != null ? at.getFile() : where.toString();
        return new DataException(place + ": cannot be searched: " + Reason.of(e), e);
    }

    Path where() {
        return where;
    }

    /** Files with an image's ending, in the order of their names. */
    List<ImageFile> images() {
        return images;
    }

    /**
     * The file of labels of this name: in here, or else in the folder or beside the archive.
     *
     * @return which may not exist
     */
    ImageFile labels(String name) {
        ImageFile inside = others.get(normalized(name));
        try {
            Path outside = Files.isDirectory(where) ? where.resolve(name) : where.resolveSibling(name);
            return inside == null ? new PathFile(outside, normalized(name)) : inside;
        } catch (InvalidPathException e) {
            throw new DataException("'" + name + "' is no name of a file", e);
        }
    }

    /** A name as {@link ImageFile#name} writes it. */
    static String normalized(String name) {
        return Normalizer.normalize(name.replace('\\', '/'), Normalizer.Form.NFC);
    }

    static boolean isImageName(String name) {
        return IMAGE_NAME.matcher(name).matches();
    }

    /** In lower case, with its dot; or in words that there is none. */
    private static String ending(String name) {
        var matcher = ENDING.matcher(name.substring(name.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT));
        return matcher.matches() ? matcher.group(1) : "without an ending";
    }

    /** How many files were passed over, by ending, without one that was not; empty if there are none. */
    Optional<String> passedOver(Optional<ImageFile> used) {
        SortedMap<String, Integer> counts = new TreeMap<>(passedOver);
        used.map(ImageFile::name)
                .filter(name ->
                        others.containsKey(name) && !HIDDEN.matcher(name).matches())
                .ifPresent(name -> counts.computeIfPresent(ending(name), (_, count) -> count == 1 ? null : count - 1));
        int count = counts.values().stream().mapToInt(Integer::intValue).sum();
        return count == 0
                ? Optional.empty()
                : Optional.of(count + (count == 1 ? " file" : " files") + " passed over: " + counted(counts));
    }

    /** The most frequent first. */
    static String counted(Map<String, Integer> counts) {
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
    }

    @Override
    public void close() {
        try {
            archive.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a file that was only read cannot be closed", e);
        }
    }
}
