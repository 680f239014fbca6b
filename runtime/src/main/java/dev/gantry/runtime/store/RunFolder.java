package dev.gantry.runtime.store;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import dev.gantry.core.run.TrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is kept of a run: {@code recipe.conf} (the effective recipe), {@code provenance.json}, {@code metrics.csv} and
 * {@code checkpoints/}. It belongs to one run at a time, until it is closed or its process ends.
 */
public record RunFolder(Path path, MetricsTable metrics, Checkpoints checkpoints, FolderLock lock)
        implements AutoCloseable {

    static final String RECIPE = "recipe.conf";
    static final String PROVENANCE = "provenance.json";
    private static final String METRICS = "metrics.csv";

    /** What may be there before the recipe is, which makes a folder a run's. */
    private static final Set<String> LEAVINGS = Set.of(
            FolderLock.FILE,
            METRICS,
            METRICS + AtomicFile.UNFINISHED,
            PROVENANCE,
            PROVENANCE + AtomicFile.UNFINISHED,
            RECIPE + AtomicFile.UNFINISHED);

    /**
     * A folder for a new run.
     *
     * @throws TrainingException if it holds a run already or cannot be written
     */
    public static RunFolder create(Path path, Config recipe, Config provenance) {
        if (Files.exists(path.resolve(RECIPE))) {
            throw new TrainingException(
                    "folder " + path + " holds a run already; resume that run, or choose another folder");
        }
        return opened(path, recipe, provenance, lock -> {
            MetricsTable metrics = MetricsTable.create(path.resolve(METRICS));
            return new RunFolder(path, metrics, new Checkpoints(checkpoints(path)), lock);
        });
    }

    /**
     * The folder of a run that goes on after {@code step}: what came after it is cut.
     *
     * @throws TrainingException if it cannot be written
     */
    public static RunFolder resume(Path path, int step, Config recipe, Config provenance) {
        return opened(path, recipe, provenance, lock -> {
            MetricsTable metrics = MetricsTable.resume(path.resolve(METRICS), step);
            RunFolder folder = new RunFolder(path, metrics, new Checkpoints(checkpoints(path)), lock);
            folder.checkpoints.deleteAfter(step);
            return folder;
        });
    }

    /**
     * Whether a new run can have a folder: it is not there, empty, or left by a run that was ended before it wrote its recipe.
     *
     * @throws TrainingException if it cannot be read
     */
    public static boolean isFree(Path path) {
        if (!Files.isDirectory(path)) {
            return !Files.exists(path);
        }
        try (Stream<Path> files = Files.list(path)) {
            Set<String> names = files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
            return names.isEmpty() || (names.contains(FolderLock.FILE) && LEAVINGS.containsAll(names));
        } catch (IOException e) {
            throw new TrainingException("cannot read folder " + path + ": " + TrainingException.reason(e), e);
        }
    }

    /** Whether a run, of this process or another, is under way in a folder. */
    public static boolean isTraining(Path path) {
        try {
            return FolderLock.isLocked(path);
        } catch (IOException e) {
            throw new TrainingException("cannot read folder " + path + ": " + TrainingException.reason(e), e);
        }
    }

    /** Makes a folder under lock a run's. */
    private interface Opening {
        RunFolder with(FolderLock lock) throws IOException;
    }

    private static RunFolder opened(Path path, Config recipe, Config provenance, Opening opening) {
        try {
            Files.createDirectories(path);
            FolderLock lock = FolderLock.tryLock(path)
                    .orElseThrow(() -> new TrainingException(
                            "the run in folder " + path + " is still training; wait for its end, or stop it"));
            try {
                RunFolder folder = opening.with(lock);
                folder.writeOrigin(recipe, provenance);
                return folder;
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new TrainingException("cannot write to folder " + path + ": " + TrainingException.reason(e), e);
        }
    }

    /** Lets another run have the folder. */
    @Override
    public void close() {
        lock.close();
    }

    private void writeOrigin(Config recipe, Config provenance) throws IOException {
        AtomicFile.write(path.resolve(PROVENANCE), Provenance.render(provenance));
        AtomicFile.write(
                path.resolve(RECIPE),
                recipe.root()
                        .render(ConfigRenderOptions.defaults()
                                .setOriginComments(false)
                                .setComments(false)
                                .setJson(false)));
    }

    static Path checkpoints(Path path) {
        return path.resolve("checkpoints");
    }
}
