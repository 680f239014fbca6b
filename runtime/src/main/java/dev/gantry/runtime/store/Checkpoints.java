package dev.gantry.runtime.store;

import dev.gantry.core.tensor.Shape;
import dev.gantry.engine.plan.Graph;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.recipe.RecipeChanges;
import dev.gantry.runtime.run.CheckpointException;
import dev.gantry.runtime.run.CheckpointName;
import dev.gantry.runtime.run.CheckpointName.Series;
import dev.gantry.runtime.store.Checkpoint.SavedVariable;
import dev.gantry.runtime.trace.Variables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The checkpoints of one run, in a folder of their own: {@code step-00000500.gantry}, and {@code best-00000300.gantry}. */
public record Checkpoints(Path folder) {

    /** A checkpoint that was read, and where. */
    public record Found(Path file, Checkpoint checkpoint) {

        /**
         * This; throws {@link CheckpointException} unless a run of the recipe can go on from it.
         *
         * @param initialize gives every variable that a checkpoint of the recipe holds its first value
         */
        public Found fitting(Recipe recipe, Graph initialize) {
            require(
                    checkpoint.seed() == recipe.settings().seed(),
                    "was trained with seed %d, and the recipe has seed %d"
                            .formatted(checkpoint.seed(), recipe.settings().seed()));
            require(
                    checkpoint.step() <= recipe.settings().steps(),
                    "is at step %d, and the recipe ends at step %d"
                            .formatted(checkpoint.step(), recipe.settings().steps()));
            Map<String, Shape> needed = new TreeMap<>();
            initialize.writes().forEach((name, value) -> needed.put(name, value.shape()));
            try {
                holding(needed);
                for (String name : new TreeSet<>(checkpoint.variables().keySet())) {
                    require(
                            needed.containsKey(name),
                            "is of another recipe: it has '%s', which is not here".formatted(name));
                }
            } catch (CheckpointException e) {
                List<String> changes = RecipeChanges.of(checkpoint.recipe(), recipe);
                throw changes.isEmpty()
                        ? e
                        : new CheckpointException(
                                e.getMessage() + ". What is changed: " + String.join("; ", changes), e);
            }
            return this;
        }

        /** This; throws {@link CheckpointException} if it was trained on classes of other names, or in another order. */
        public Found ofClasses(List<String> names) {
            Provenance.classNames(checkpoint.provenance())
                    .ifPresent(kept -> require(
                            kept.equals(names),
                            "was trained on the classes %s, and the data has %s".formatted(kept, names)));
            return this;
        }

        /** This; throws {@link CheckpointException} unless it has all of these variables, with these shapes. */
        public Found holding(Map<String, Shape> needed) {
            needed.forEach((name, shape) -> {
                SavedVariable saved = checkpoint.variables().get(name);
                require(
                        saved != null && saved.shape().equals(shape),
                        "is of another recipe: '%s' has shape %s here, and there %s"
                                .formatted(name, shape, saved == null ? "it is missing" : saved.shape()));
            });
            return this;
        }

        /**
         * How many classes the samples have, 0 where nothing asked for labels; throws {@link CheckpointException} if a condition of
         * the recipe is told labels, and this does not say.
         */
        public int classes(Recipe recipe) {
            if (recipe.needsLabels()) {
                holding(Map.of(Variables.CLASSES, Shape.SCALAR));
            }
            return checkpoint.classes();
        }

        /**
         * The values of a generator that a new run of the recipe can begin with; throws {@link CheckpointException} unless it
         * is the recipe's generator.
         *
         * @param sampleShape of one real sample
         * @param initialize gives every variable that a checkpoint of the recipe holds its first value
         */
        public SequencedMap<String, SavedVariable> generator(Recipe recipe, Shape sampleShape, Graph initialize) {
            List<String> differences =
                    RecipeChanges.inBlock(Variables.GENERATOR, checkpoint.recipe(), recipe.effective());
            require(differences.isEmpty(), "has another generator: " + String.join("; ", differences));
            require(
                    checkpoint.sampleShape().equals(sampleShape),
                    "has a generator of samples of shape %s, and the recipe's data has %s"
                            .formatted(checkpoint.sampleShape(), sampleShape));
            SequencedMap<String, SavedVariable> taken = new LinkedHashMap<>();
            initialize.writes().forEach((name, value) -> {
                if (Variables.ofGenerator(name) || name.equals(Variables.REFERENCE_LATENT)) {
                    SavedVariable saved = checkpoint.variables().get(source(name));
                    require(
                            saved != null && saved.shape().equals(value.shape()),
                            "has another generator: '%s' has shape %s here, and there %s"
                                    .formatted(name, value.shape(), saved == null ? "it is missing" : saved.shape()));
                    taken.put(name, Objects.requireNonNull(saved));
                }
            });
            return taken;
        }

        /** Where there is no average, the parameters are what it begins from. */
        private String source(String name) {
            return checkpoint.variables().containsKey(name) || !name.equals(Variables.GENERATOR_AVERAGE)
                    ? name
                    : Variables.GENERATOR_PARAMETERS;
        }

        private void require(boolean holds, String otherwise) {
            if (!holds) {
                throw new CheckpointException("checkpoint " + file + " " + otherwise);
            }
        }
    }

    /**
     * Whether a path is the folder of a run that wrote no checkpoint and can begin anew.
     *
     * @throws CheckpointException if it began with another run's generator, which would be lost
     */
    public static boolean canBeginAnew(Path path) {
        Checkpoints checkpoints = new Checkpoints(RunFolder.checkpoints(path));
        if (!Files.isRegularFile(path.resolve(RunFolder.RECIPE))
                || !checkpoints.newestFirst().isEmpty()) {
            return false;
        }
        Provenance.generatorFrom(path.resolve(RunFolder.PROVENANCE)).ifPresent(other -> {
            throw new CheckpointException("there is no checkpoint in " + checkpoints.folder
                    + ", and the run began with the generator of " + other + "; begin a new run with it");
        });
        return true;
    }

    /**
     * The newest checkpoint of a run folder, or the one that a path names.
     *
     * @throws CheckpointException if there is none or it is damaged; the message names the newest good one
     */
    public static Found find(Path path) {
        if (!Files.isDirectory(path)) {
            return new Found(path, CheckpointFile.read(path));
        }
        Checkpoints checkpoints = new Checkpoints(RunFolder.checkpoints(path));
        List<Path> files = checkpoints.newestFirst();
        if (files.isEmpty()) {
            throw new CheckpointException("there is no checkpoint in " + checkpoints.folder);
        }
        try {
            return new Found(files.getFirst(), CheckpointFile.read(files.getFirst()));
        } catch (CheckpointException e) {
            throw new CheckpointException(
                    e.getMessage()
                            + files.stream()
                                    .skip(1)
                                    .filter(Checkpoints::isGood)
                                    .findFirst()
                                    .map(good -> ". The newest good one is " + good + ": resume from it")
                                    .orElse(". There is no good older one"),
                    e);
        }
    }

    /**
     * The file of a checkpoint of a run.
     *
     * @param choice {@code newest}, {@code best}, or the number of a step
     * @throws CheckpointException if there is no such one
     * @throws IllegalArgumentException if the choice is none of these
     */
    public static Path choose(Path runFolder, String choice) {
        Checkpoints checkpoints = new Checkpoints(RunFolder.checkpoints(runFolder));
        return switch (choice) {
            case "newest" ->
                checkpoints.newestFirst().stream()
                        .findFirst()
                        .orElseThrow(() -> new CheckpointException("there is no checkpoint in " + checkpoints.folder));
            case "best" ->
                checkpoints
                        .best()
                        .orElseThrow(() -> new CheckpointException("there is no best checkpoint in "
                                + checkpoints.folder + ": a run keeps one where its recipe sets 'keep-best.metric'"));
            default -> checkpoints.ofStep(choice);
        };
    }

    private Path ofStep(String choice) {
        if (!choice.matches("\\d{1,9}")) {
            throw new IllegalArgumentException("must be newest, best or the number of a step, found '" + choice + "'");
        }
        List<Path> files =
                Stream.concat(newestFirst().stream(), best().stream()).toList();
        return files.stream()
                .filter(file -> step(file) == Integer.parseInt(choice))
                .findFirst()
                .orElseThrow(() -> new CheckpointException("there is no checkpoint of step " + choice + " in " + folder
                        + "; there are those of "
                        + files.stream()
                                .map(Checkpoints::step)
                                .distinct()
                                .sorted()
                                .map(String::valueOf)
                                .collect(Collectors.joining(", "))));
    }

    private static boolean isGood(Path file) {
        try {
            CheckpointFile.read(file);
            return true;
        } catch (CheckpointException e) {
            return false;
        }
    }

    public Path write(Checkpoint checkpoint) throws IOException {
        return write(Series.STEP, checkpoint);
    }

    /** Writes the checkpoint that is now the best, in place of the one before. */
    public Path writeBest(Checkpoint checkpoint) throws IOException {
        Path file = write(Series.BEST, checkpoint);
        for (Path old : newestFirst(Series.BEST)) {
            if (step(old) != checkpoint.step()) {
                Files.deleteIfExists(old);
            }
        }
        return file;
    }

    private Path write(Series series, Checkpoint checkpoint) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(new CheckpointName(series, checkpoint.step()).toString());
        CheckpointFile.write(file, checkpoint);
        return file;
    }

    /** Deletes all but the newest, and leaves the best. */
    public void keepNewest(int count) throws IOException {
        for (Path old : newestFirst().stream().skip(count).toList()) {
            Files.deleteIfExists(old);
        }
    }

    /** Deletes those after a step: the run that wrote them is being done over. */
    void deleteAfter(int step) throws IOException {
        for (Series series : Series.values()) {
            for (Path file : newestFirst(series)) {
                if (step(file) > step) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** The step after which the best one was written, if there is one. */
    public OptionalInt bestStep() {
        return best().stream().mapToInt(Checkpoints::step).findFirst();
    }

    /** Of two, which a crash may leave, the later one is the better. */
    private Optional<Path> best() {
        return newestFirst(Series.BEST).stream().findFirst();
    }

    private List<Path> newestFirst() {
        return newestFirst(Series.STEP);
    }

    private List<Path> newestFirst(Series series) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> CheckpointName.of(file)
                            .filter(name -> name.series() == series)
                            .isPresent())
                    .sorted(Comparator.comparingInt(Checkpoints::step).reversed())
                    .toList();
        } catch (IOException e) {
            throw new CheckpointException("cannot list the checkpoints in " + folder + ": " + e.getMessage(), e);
        }
    }

    private static int step(Path file) {
        return CheckpointName.of(file).map(CheckpointName::step).orElseThrow();
    }
}
