package dev.gantry.runtime.run;

import dev.gantry.core.data.Samples;
import dev.gantry.runtime.data.ClassCounts;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * What data is like.
 *
 * @param samples how many were looked at
 * @param classes how many samples there are of each class, by its name
 * @param duplicates samples that are the same as an earlier one, in every value
 * @param channels mean and spread of each channel of images, or of each feature
 */
public record DataSummary(
        long samples, SequencedMap<String, Long> classes, List<Duplicate> duplicates, List<Channel> channels) {

    private static final int MOST_OF_AN_ENDLESS_SOURCE = 10_000;
    private static final int MOST_CLASSES_LISTED = 30;

    /**
     * @param name of a sample
     * @param earlier the name of the first that is the same
     */
    public record Duplicate(String name, String earlier) {}

    /**
     * @param stddev from the mean, with all samples as the divisor
     */
    public record Channel(double mean, double stddev) {}

    public DataSummary {
        duplicates = List.copyOf(duplicates);
        channels = List.copyOf(channels);
    }

    /**
     * Looks at all samples, or at the first of a source without end.
     *
     * @throws dev.gantry.core.data.DataException if one cannot be read
     */
    public static DataSummary of(Samples data) {
        long count = data.size().orElse(MOST_OF_AN_ENDLESS_SOURCE);
        int values = Math.toIntExact(data.shape().size());
        int channels = data.shape().size(0);
        double[] sums = new double[channels];
        double[] squares = new double[channels];
        float[] sample = new float[values];
        Map<ByteBuffer, Long> seen = new HashMap<>();
        List<Duplicate> duplicates = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            data.read(i, sample, 0);
            for (int j = 0; j < values; j++) {
                int channel = j / (values / channels);
                sums[channel] += sample[j];
                squares[channel] += (double) sample[j] * sample[j];
            }
            Long earlier = seen.putIfAbsent(digest(sample), i);
            if (earlier != null) {
                duplicates.add(new Duplicate(data.name(i), data.name(earlier)));
            }
        }
        double each = (double) count * values / channels;
        List<Channel> described = new ArrayList<>();
        for (int channel = 0; channel < channels; channel++) {
            double mean = sums[channel] / each;
            described.add(new Channel(mean, Math.sqrt(Math.max(0, squares[channel] / each - mean * mean))));
        }
        return new DataSummary(count, ClassCounts.of(data), duplicates, described);
    }

    private static ByteBuffer digest(float[] sample) {
        ByteBuffer bytes = ByteBuffer.allocate(sample.length * Float.BYTES);
        bytes.asFloatBuffer().put(sample);
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Classes in one line, with how many samples each has; empty where there are none. */
    public static Optional<String> ofClasses(SequencedMap<String, Long> counts) {
        if (counts.isEmpty()) {
            return Optional.empty();
        }
        String each = counts.size() <= MOST_CLASSES_LISTED
                ? counts.entrySet().stream()
                        .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                        .collect(Collectors.joining(", "))
                : "from " + counts.values().stream().min(Long::compare).orElseThrow() + " to "
                        + counts.values().stream().max(Long::compare).orElseThrow() + " samples each";
        return Optional.of(counts.size() + (counts.size() == 1 ? " class: " : " classes: ") + each);
    }
}
