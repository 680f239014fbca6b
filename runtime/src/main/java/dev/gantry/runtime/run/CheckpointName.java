package dev.gantry.runtime.run;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a checkpoint's file, such as {@code step-00000500.gantry}, in the folder {@code checkpoints} of a run's folder.
 *
 * @param step how many steps are done
 */
public record CheckpointName(Series series, int step) {

    /** What a checkpoint is kept for. */
    public enum Series {

        /** It is one of the newest. */
        STEP,

        /** Its generator was measured to be the best one. */
        BEST
    }

    private static final Pattern NAME = Pattern.compile("(step|best)-(\\d{1,9})\\.gantry");

    /** The name of a file, if it is a checkpoint's. */
    public static Optional<CheckpointName> of(Path file) {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        return name.matches()
                ? Optional.of(new CheckpointName(
                        Series.valueOf(name.group(1).toUpperCase(Locale.ROOT)), Integer.parseInt(name.group(2))))
                : Optional.empty();
    }

    /** The run folder that a path is, or that holds the checkpoint the path names. */
    public static Path runFolder(Path path) {
        Path checkpoints = path.toAbsolutePath().getParent();
        return of(path).isPresent() && checkpoints != null && checkpoints.getParent() != null
                ? checkpoints.getParent()
                : path;
    }

    @Override
    public String toString() {
        return "%s-%08d.gantry".formatted(series.name().toLowerCase(Locale.ROOT), step);
    }
}
