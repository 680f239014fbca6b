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
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** A folder of images, a zip file or a tar file, and what is in it and below. */
final class ImagePlace implements AutoCloseable {

    static final String ENDINGS = ".png, .jpg, .jpeg, .gif, .bmp, .webp, .tif or .tiff";

    private static final String EXPECTED = "expected a folder of images, or a .zip, .tar, .tar.gz or .tgz file of them";

    private static final Pattern IMAGE_NAME =
            Pattern.compile(".*\\.(png|jpe?g|gif|bmp|webp|tiff?)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern ENDING = Pattern.compile(".*(\\.[a-z0-9]{1,10})", Pattern.DOTALL);
    private static final Pattern HIDDEN = Pattern.compile("(.*/)?(\\.|__MACOSX(/|$)).*", Pattern.DOTALL);

    private static final int BUFFER = 1 << 16;

    private final Path where;
    private final Closeable archive;
    private final List<ImageFile> images = new ArrayList<>();
    private final Map<String, ImageFile> others = new HashMap<>();
    private final SortedMap<String, Integer> passedOver = new TreeMap<>();

    /**
     * @param archive what is read of, where it is no folder; closed with this
     */
    private ImagePlace(Path where, Closeable archive) {
        this.where = where;
        this.archive = archive;
    }

    /**
     * @param where a folder, a zip file or a tar file
     * @throws DataException if there is none, it cannot be read, or no image is in it
     */
    static ImagePlace of(Path where) {
        ImagePlace place = opened(where);
        try {
            place.search();
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
