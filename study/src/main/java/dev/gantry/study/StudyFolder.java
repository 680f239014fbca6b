package dev.gantry.study;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import dev.gantry.core.run.TrainingException;
import dev.gantry.runtime.component.Problem;
import dev.gantry.runtime.recipe.HoconFile;
import dev.gantry.runtime.recipe.Includes;
import dev.gantry.runtime.recipe.RecipeException;
import dev.gantry.runtime.run.Folders;
import dev.gantry.runtime.store.Csv;
import dev.gantry.runtime.store.FolderLock;
import dev.gantry.study.Ended.End;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What is kept of a study: {@code study.conf}, {@code study.csv} with the ends of its runs, and {@code runs/} with their folders.
 * It belongs to one command at a time.
 */
public final class StudyFolder implements AutoCloseable {

    /** Keys that change no run: how many there are, and by what they are compared. */
    private static final Set<String> OF_THIS_CALL = Set.of("better", "budget", "metric", "processes", "seeds");

    private final Path path;
    private final FolderLock lock;
    private final List<Ended> ended = new ArrayList<>();

    private StudyFolder(Path path, FolderLock lock) {
        this.path = path;
        this.lock = lock;
    }

    /** Whether a study was begun in a folder. */
    public static boolean holdsStudy(Path path) {
        return Files.exists(path.resolve("study.conf"));
    }

    /**
     * A new folder, or that of the same study, which goes on. Seeds, budget, processes and the metric may differ.
     *
     * @throws RecipeException if it holds another study
     * @throws TrainingException if it is in use or cannot be written
     */
    public static StudyFolder open(Path path, Study study) {
        requireSame(path, study);
        try {
            Files.createDirectories(path.resolve("runs"));
            FolderLock lock = FolderLock.tryLock(path)
                    .orElseThrow(() -> new TrainingException(
                            "the study in folder " + path + " is under way; wait for its end, or stop it"));
            StudyFolder folder = new StudyFolder(path, lock);
            try {
                folder.begin(study);
                return folder;
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw TrainingException.cannotWrite(path, e);
        }
    }

    private static void requireSame(Path path, Study study) {
        Path file = path.resolve("study.conf");
        if (!holdsStudy(path)) {
            return;
        }
        // Both as they are read from a file, where 1e-3 may have become 1.0E-3.
        Map<String, String> here = values(ConfigFactory.parseString(rendered(study)));
        Map<String, String> there =
                values(HoconFile.read("study", file, List.of(), Includes.NEARBY).settings());
        Set<String> keys = new TreeSet<>(here.keySet());
        keys.addAll(there.keySet());
        keys.removeIf(key -> Objects.equals(here.get(key), there.get(key)));
        // What a change of the study does to its recipes needs no words; a change of the recipes' own files does.
        if (!keys.stream().allMatch(StudyFolder::isResolved)) {
            keys.removeIf(StudyFolder::isResolved);
        }
        if (!keys.isEmpty()) {
            throw new RecipeException(
                    "study",
                    keys.stream()
                            .map(key -> new Problem(
                                    file.toString(),
                                    "'%s' is %s there, and %s now. Choose another folder with --out, or undo the change"
                                            .formatted(
                                                    key,
                                                    there.getOrDefault(key, "not set"),
                                                    here.getOrDefault(key, "not set"))))
                            .toList());
        }
    }

    private static boolean isResolved(String key) {
        return key.startsWith(StudyReader.RESOLVED + ".");
    }

    private static Map<String, String> values(Config study) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Leaf leaf : Leaf.of(study.root())) {
            if (!OF_THIS_CALL.contains(leaf.path().replaceFirst("\\..*", ""))) {
                values.put(leaf.path(), Leaf.text(leaf.value()));
            }
        }
        return values;
    }

    private static String rendered(Study study) {
        return study.effective()
                .root()
                .render(ConfigRenderOptions.defaults()
                        .setOriginComments(false)
                        .setComments(false)
                        .setJson(false));
    }

    private void begin(Study study) throws IOException {
        Files.writeString(path.resolve("study.conf"), rendered(study));
        Path journal = path.resolve("study.csv");
        if (Files.exists(journal)) {
            Csv.read(journal).stream()
                    .skip(1)
                    .flatMap(row -> Ended.ofRow(row).stream())
                    .forEach(ended::add);
        }
        // Without a row that was half written when the computer stopped.
        Files.writeString(
                journal,
                Csv.line(Ended.HEADER)
                        + Csv.lines(ended.stream().map(Ended::row).toList()));
    }

    /** Keeps how a run's process ended. */
    synchronized void add(Ended end) {
        ended.add(end);
        Path journal = path.resolve("study.csv");
        try {
            Files.writeString(journal, Csv.line(end.row()), StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw TrainingException.cannotWrite(journal, e);
        }
    }

    /** How a run ended for good; empty for one that is to be begun, or to go on. */
    synchronized Optional<Ended> end(StudyRun run) {
        return ended.stream()
                .filter(end -> end.run().equals(run.name()) && end.end() != End.INTERRUPTED)
                .findFirst();
    }

    /** Of training, in this call and earlier ones: of one run, with its interruptions. */
    synchronized double seconds(StudyRun run) {
        return ended.stream()
                .filter(end -> end.run().equals(run.name()))
                .mapToDouble(Ended::seconds)
                .sum();
    }

    /** Of training, in this call and earlier ones: of all runs. */
    synchronized double seconds() {
        return ended.stream().mapToDouble(Ended::seconds).sum();
    }

    Path path() {
        return path;
    }

    Path run(StudyRun run) {
        return path.resolve("runs").resolve(run.name());
    }

    /** Whether a run can go on from a checkpoint. */
    boolean hasCheckpoint(StudyRun run) {
        Path checkpoints = run(run).resolve("checkpoints");
        if (!Files.isDirectory(checkpoints)) {
            return false;
        }
        try (Stream<Path> files = Files.list(checkpoints)) {
            return files.anyMatch(file -> file.toString().endsWith(".gantry"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes the folder of a run that was stopped before its first checkpoint. */
    void clear(StudyRun run) {
        Path folder = run(run);
        try {
            Folders.delete(folder);
        } catch (IOException e) {
            throw TrainingException.cannotWrite(folder, e);
        }
    }

    @Override
    public void close() {
        lock.close();
    }
}
