package dev.gantry.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The pictures of a run folder that a page can show.
 *
 * @param room for what a page holds of the samples, in characters
 */
record PictureFiles(Path folder, RunView.Pictures from, int room) {

    static final String SAMPLES_FOLDER = "samples";

    /** In a page; with more, every second is left out, or every fourth. */
    private static final int MOST_SAMPLES = 40;

    /** Bytes of one. */
    static final int MOST_BYTES = 1 << 23;

    /** What an {@code img} has as its source; empty where there is no such picture. */
    Optional<String> source(String name) {
        return switch (from) {
            case LINKED -> Optional.of(name).filter(file -> isPicture(folder.resolve(file)));
            case EMBEDDED ->
                RunView.bytes(folder.resolve(name), MOST_BYTES)
                        .map(bytes ->
                                "data:image/png;base64," + Base64.getEncoder().encodeToString(bytes));
        };
    }

    private static boolean isPicture(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    /** Steps and sources, the newest last. */
    List<Map<String, Object>> samples() {
        List<String> names = names();
        int stride = 1;
        while (names.size() > stride * MOST_SAMPLES) {
            stride *= 2;
        }
        int kept = stride;
        long left = room;
        List<String> shown = IntStream.range(0, names.size())
                .filter(i -> i % kept == 0 || i == names.size() - 1)
                .mapToObj(names::get)
                .toList();
        // From the newest on, as far as there is room.
        Stream.Builder<Map<String, Object>> found = Stream.builder();
        for (String name : shown.reversed()) {
            Optional<String> source = source(SAMPLES_FOLDER + "/" + name);
            left -= source.map(String::length).orElse(0);
            if (left < 0) {
                break;
            }
            source.ifPresent(text -> found.add(sample(name, text)));
        }
        return found.build().toList().reversed();
    }

    private static Map<String, Object> sample(String name, String source) {
        Matcher step = RunView.SAMPLES.matcher(name);
        Map<String, Object> sample = new LinkedHashMap<>();
        sample.put("step", step.matches() ? Integer.parseInt(step.group(1)) : 0);
        sample.put("source", source);
        return sample;
    }

    private List<String> names() {
        Path samples = folder.resolve(SAMPLES_FOLDER);
        if (!Files.isDirectory(samples, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(samples)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> RunView.SAMPLES.matcher(name).matches())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
