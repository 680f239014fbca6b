package dev.gantry.data;

import dev.gantry.core.data.DataException;
import java.io.IOException;
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
import java.util.stream.StreamSupport;

/**
 * A folder of images, or a zip file, and what is in it and below.
 *
 * @param images files with an image's ending, in the order of their paths
 * @param passedOver how many other files there are, by ending, and hidden ones
 * @param archive what closes the zip file
 */
record ImagePlace(Path root, List<Path> images, SortedMap<String, Integer> passedOver, Optional<FileSystem> archive)
        implements AutoCloseable {

    static final String ENDINGS = ".png, .jpg, .jpeg, .gif, .bmp, .webp, .tif or .tiff";

    private static final Pattern IMAGE_NAME =
            Pattern.compile(".*\\.(png|jpe?g|gif|bmp|webp|tiff?)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern ENDING = Pattern.compile(".*(\\.[a-z0-9]{1,10})", Pattern.DOTALL);

    /**
     * @param folder or zip file
     * @throws DataException if there is none, or no image in it
     */
    static ImagePlace of(Path folder) {
        Optional<FileSystem> archive =
                Files.isRegularFile(folder) && ending(folder).equals(".zip")
                        ? Optional.of(unzipped(folder))
                        : Optional.empty();
        try {
            return searched(folder, archive.map(zip -> zip.getPath("/")).orElse(folder), archive);
        } catch (RuntimeException | Error e) {
            archive.ifPresent(ImagePlace::close);
            throw e;
        }
    }

    private static FileSystem unzipped(Path file) {
        try {
            return FileSystems.newFileSystem(file, Map.of());
        } catch (IOException e) {
            throw new DataException(file + ": cannot be read: " + Reason.ofContent(e), e);
        } catch (RuntimeException e) {
            throw new DataException(file + ": is no zip file, or is corrupt", e);
        }
    }

    private static ImagePlace searched(Path folder, Path root, Optional<FileSystem> archive) {
        if (!Files.isDirectory(root)) {
            throw new DataException(folder + ": " + (Files.exists(folder) ? "is a file" : "no such folder")
                    + "; expected a folder of images, or a .zip file of them");
        }
        List<Path> images = new ArrayList<>();
        SortedMap<String, Integer> passedOver = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
            all.filter(Files::isRegularFile).forEach(file -> {
                if (!isHidden(root, file) && isImageName(file.toString())) {
                    images.add(file);
                } else {
                    passedOver.merge(isHidden(root, file) ? "hidden" : ending(file), 1, Integer::sum);
                }
            });
        } catch (IOException e) {
            throw unsearchable(folder, e);
        } catch (UncheckedIOException e) {
            throw unsearchable(folder, Objects.requireNonNull(e.getCause()));
        }
        if (images.isEmpty()) {
            throw new DataException(folder + ": holds no images; expected files that end in " + ENDINGS);
        }
        images.sort(null);
        return new ImagePlace(root, images, passedOver, archive);
    }

    private static boolean isHidden(Path root, Path file) {
        return StreamSupport.stream(root.relativize(file).spliterator(), false)
                .anyMatch(part ->
                        part.toString().startsWith(".") || part.toString().equals("__MACOSX"));
    }

    static boolean isImageName(String name) {
        return IMAGE_NAME.matcher(name).matches();
    }

    /** In lower case, with its dot; or in words that there is none. */
    private static String ending(Path file) {
        var matcher = ENDING.matcher(file.getFileName().toString().toLowerCase(Locale.ROOT));
        return matcher.matches() ? matcher.group(1) : "without an ending";
    }

    private static DataException unsearchable(Path folder, IOException e) {
        String where = e instanceof FileSystemException at && at.getFile() != null ? at.getFile() : folder.toString();
        return new DataException(where + ": cannot be searched: " + Reason.of(e), e);
    }

    /** A file's path from here on, with slashes; letters with accents as one character each, however the system writes them. */
    String name(Path file) {
        return normalized(StreamSupport.stream(root.relativize(file).spliterator(), false)
                .map(Path::toString)
                .collect(Collectors.joining("/")));
    }

    /** A name as {@link #name} writes it. */
    static String normalized(String name) {
        return Normalizer.normalize(name.replace('\\', '/'), Normalizer.Form.NFC);
    }

    /** A file that is named by its path from here on, or by all of its path. */
    Path file(String name) {
        try {
            return root.resolve(name);
        } catch (InvalidPathException e) {
            throw new DataException("'" + name + "' is no name of a file", e);
        }
    }

    /** How many files were passed over, by ending, without one that was not; empty if there are none. */
    Optional<String> passedOver(Optional<Path> used) {
        SortedMap<String, Integer> others = new TreeMap<>(passedOver);
        used.filter(file -> file.startsWith(root) && !isHidden(root, file))
                .ifPresent(file -> others.computeIfPresent(ending(file), (_, count) -> count == 1 ? null : count - 1));
        int count = others.values().stream().mapToInt(Integer::intValue).sum();
        return count == 0
                ? Optional.empty()
                : Optional.of(count + (count == 1 ? " file" : " files") + " passed over: " + counted(others));
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

    private static void close(FileSystem archive) {
        try {
            archive.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a zip file that was only read cannot be closed", e);
        }
    }

    @Override
    public void close() {
        archive.ifPresent(ImagePlace::close);
    }
}
