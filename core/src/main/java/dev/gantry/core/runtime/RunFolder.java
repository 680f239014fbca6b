package dev.gantry.core.runtime;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * What is kept of a run: {@code recipe.conf} (the effective recipe), {@code provenance.json}, {@code metrics.csv} and
 * {@code checkpoints/}.
 */
record RunFolder(Path path, MetricsTable metrics, Checkpoints checkpoints) {

    private static final String RECIPE = "recipe.conf";
    private static final String METRICS = "metrics.csv";

    /**
     * A folder for a new run.
     *
     * @throws TrainingException if it holds a run already or cannot be written
     */
    static RunFolder create(Path path, Config recipe, Config provenance) {
        if (Files.exists(path.resolve(RECIPE))) {
            throw new TrainingException(
                    "folder " + path + " holds a run already; resume that run, or choose another folder");
        }
        try {
            Files.createDirectories(path);
            RunFolder folder =
                    new RunFolder(path, MetricsTable.create(path.resolve(METRICS)), new Checkpoints(checkpoints(path)));
            folder.writeOrigin(recipe, provenance);
            return folder;
        } catch (IOException e) {
            throw new TrainingException("cannot write to folder " + path + ": " + reason(e), e);
        }
    }

    /**
     * The folder of a run that goes on after {@code step}: what came after it is cut.
     *
     * @throws TrainingException if it cannot be written
     */
    static RunFolder resume(Path path, int step, Config recipe, Config provenance) {
        try {
            Files.createDirectories(path);
            RunFolder folder = new RunFolder(
                    path, MetricsTable.resume(path.resolve(METRICS), step), new Checkpoints(checkpoints(path)));
            folder.checkpoints.deleteAfter(step);
            folder.writeOrigin(recipe, provenance);
            return folder;
        } catch (IOException e) {
            throw new TrainingException("cannot write to folder " + path + ": " + reason(e), e);
        }
    }

    private void writeOrigin(Config recipe, Config provenance) throws IOException {
        AtomicFile.write(path.resolve("provenance.json"), Provenance.render(provenance));
        AtomicFile.write(
                path.resolve(RECIPE),
                recipe.root()
                        .render(ConfigRenderOptions.defaults()
                                .setOriginComments(false)
                                .setComments(false)
                                .setJson(false)));
    }

    private static Path checkpoints(Path path) {
        return path.resolve("checkpoints");
    }

    /** An I/O failure in words; the messages of some exceptions are no more than the file's name. */
    static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException denied -> denied.getFile() + ": permission denied";
            case FileAlreadyExistsException exists -> exists.getFile() + " is in the way: it is no folder";
            case NoSuchFileException missing -> missing.getFile() + " does not exist";
            case FileSystemException other when other.getReason() != null -> other.getFile() + ": " + other.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }
}
