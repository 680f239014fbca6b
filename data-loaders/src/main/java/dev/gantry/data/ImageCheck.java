package dev.gantry.data;

import dev.gantry.core.data.DataException;
import dev.gantry.data.ImageDecoder.Decoded;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Decodes every file once, to know that it can be, on all cores. */
final class ImageCheck {

    private static final int MOST_THREADS = 16;

    private final List<ImageFile> files;
    private final ImageCache cache;

    /** By place in the files: what is wrong, or what was found. */
    private final String[] problems;

    private final Found[] found;

    private record Found(int width, int height, String mode, boolean turned) {}

    private ImageCheck(List<ImageFile> files, ImageCache cache) {
        this.files = files;
        this.cache = cache;
        this.problems = new String[files.size()];
        this.found = new Found[files.size()];
    }

    /**
     * @param cache keeps what it has room for
     */
    static ImageCheck of(List<ImageFile> files, ImageCache cache) {
        ImageCheck check = new ImageCheck(files, cache);
        check.run();
        return check;
    }

    private void run() {
        int threads = Math.min(Math.min(Runtime.getRuntime().availableProcessors(), MOST_THREADS), files.size());
        AtomicInteger next = new AtomicInteger();
        Callable<Void> worker = () -> {
            for (int i = next.getAndIncrement();
                    i < files.size() && !Thread.interrupted();
                    i = next.getAndIncrement()) {
                check(i);
            }
            return null;
        };
        try (ExecutorService workers = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().name("gantry-images-", 1).factory())) {
            try {
                for (Future<Void> done : workers.invokeAll(Collections.nCopies(threads, worker))) {
                    done.get();
                }
            } catch (InterruptedException e) {
                workers.shutdownNow();
                Thread.currentThread().interrupt();
                throw new DataException("the images were not all looked at, because that was interrupted", e);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof Error error) {
                    throw error;
                }
                throw new IllegalStateException("an image cannot be looked at", e.getCause());
            }
        }
    }

    private void check(int i) {
        try {
            Decoded decoded = cache.decoded(files.get(i));
            found[i] = new Found(decoded.width(), decoded.height(), decoded.mode(), decoded.turned());
        } catch (DataException e) {
            problems[i] = String.valueOf(e.getMessage());
        }
    }

    List<String> problems() {
        return IntStream.range(0, files.size())
                .filter(i -> found[i] == null)
                .mapToObj(i -> problems[i])
                .toList();
    }

    /** The files that could be read. */
    List<ImageFile> whole() {
        return IntStream.range(0, files.size())
                .filter(i -> found[i] != null)
                .mapToObj(files::get)
                .toList();
    }

    /** Sizes, modes and orientations of those. */
    List<String> notes() {
        List<Found> all = new ArrayList<>();
        for (Found one : found) {
            Optional.ofNullable(one).ifPresent(all::add);
        }
        if (all.isEmpty()) {
            return List.of();
        }
        Map<String, Integer> modes = new TreeMap<>();
        all.forEach(image -> modes.merge(image.mode, 1, Integer::sum));
        List<String> notes = new ArrayList<>();
        notes.add("widths " + range(all.stream().mapToInt(Found::width).sorted().toArray()) + ", heights "
                + range(all.stream().mapToInt(Found::height).sorted().toArray()) + " pixels");
        notes.add("modes: " + ImagePlace.counted(modes));
        long turned = all.stream().filter(Found::turned).count();
        if (turned > 0) {
            notes.add(turned + " turned, as their EXIF orientation has it");
        }
        return notes;
    }

    private static String range(int[] sorted) {
        int least = sorted[0];
        int most = sorted[sorted.length - 1];
        return least == most
                ? Integer.toString(least)
                : "from " + least + " to " + most + " (median " + sorted[sorted.length / 2] + ")";
    }
}
