package dev.gantry.opencl;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A language of kernels, whose prelude defines the words that they are written in. */
enum Dialect {
    OPENCL("opencl.txt"),
    CUDA("cuda.txt");

    private final String prelude;

    Dialect(String resource) {
        this.prelude = text(resource) + "\n" + text("functions.txt");
    }

    private static String text(String resource) {
        try (InputStream in = Objects.requireNonNull(Dialect.class.getResourceAsStream(resource))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A program of kernels.
     *
     * @param names of the kernels, by their texts
     */
    String program(Map<String, String> names) {
        StringBuilder program = new StringBuilder(prelude);
        names.forEach((text, name) -> program.append('\n').append(text.replace(Launch.NAME + "(", name + "(")));
        return program.toString();
    }

    /** A name for each different text. */
    static Map<String, String> names(List<Launch> launches) {
        Map<String, String> names = new LinkedHashMap<>();
        launches.forEach(launch -> names.computeIfAbsent(launch.text(), _ -> "kernel_" + names.size()));
        return names;
    }
}
