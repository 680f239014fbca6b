package dev.gantry.runtime;

import dev.gantry.core.component.Schedule;
import dev.gantry.core.component.UnsuitableException;
import dev.gantry.core.data.DataException;
import dev.gantry.core.data.DataSource;
import dev.gantry.core.data.Samples;
import dev.gantry.core.export.ExportException;
import dev.gantry.core.export.ModelExporter;
import dev.gantry.core.export.TrainedNetwork;
import dev.gantry.core.random.Philox;
import dev.gantry.core.run.TrainingException;
import dev.gantry.core.spi.Condition;
import dev.gantry.core.spi.LayeredGenerator;
import dev.gantry.core.spi.Prior;
import dev.gantry.core.tensor.Shape;
import dev.gantry.engine.backend.Backend;
import dev.gantry.engine.backend.Owned;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.plan.Plan;
import dev.gantry.runtime.data.Inputs;
import dev.gantry.runtime.recipe.Chosen;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.recipe.Recipe.MeasuredMetric;
import dev.gantry.runtime.run.CheckpointException;
import dev.gantry.runtime.run.Estimate;
import dev.gantry.runtime.run.EvaluationOptions;
import dev.gantry.runtime.store.AtomicFile;
import dev.gantry.runtime.store.Checkpoint;
import dev.gantry.runtime.store.Checkpoints;
import dev.gantry.runtime.store.Provenance;
import dev.gantry.runtime.trace.ParameterLayout;
import dev.gantry.runtime.trace.Variables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A generator as a checkpoint holds it: with averaged parameters, if its recipe asks for them. It may be used by many threads,
 * which take turns where samples are made. Once it is closed, it makes none: {@link IllegalStateException}.
 */
public final class TrainedGenerator implements OpenResources.Resource {

    private final Recipe recipe;
    private final Path file;
    private final Checkpoint checkpoint;
    private final ParameterLayout layout;
    private final Owned owned;
    private final OpenResources open;

    /** State that the averaged generator has of its own, by path. */
    private final Map<String, double[]> ofAverage = new HashMap<>();

    /** Guarded by this. */
    private final Sampler sampler;

    private boolean closed;

    /**
     * @param scheduled by the scalar variable that has the schedule's number
     * @param owned the backend, and from now on the session; closed with this, and by the caller if this throws
     */
    TrainedGenerator(
            Recipe recipe,
            Checkpoints.Found found,
            ParameterLayout layout,
            Map<String, Schedule> scheduled,
            Backend backend,
            Plan plan,
            Owned owned,
            OpenResources open) {
        this.recipe = recipe;
        this.file = found.file();
        this.checkpoint = found.checkpoint();
        this.layout = layout;
        this.owned = owned;
        Session session = backend.compile(plan, checkpoint.seed());
        owned.add(session::close);
        this.sampler = new Sampler(session, plan, recipe, sampleShape(), checkpoint.classes());
        this.open = open;
        Map<String, Shape> kept = new TreeMap<>(plan.variables());
        kept.keySet().removeIf(Variables::ofSampling);
        kept.keySet().removeAll(scheduled.keySet());
        found.holding(kept);
        kept.keySet()
                .forEach(variable -> session.write(variable, saved(variable).values()));
        // As in the step that the checkpoint was written after.
        new Inputs(session, plan).write(scheduled, recipe.progress(Math.max(0, checkpoint.step() - 1)));
        sampler.measureStatistics();
        plan.variables().keySet().stream()
                .filter(checkpoint.variables()::containsKey)
                .filter(state -> plan.variables().containsKey(Variables.ofAverage(state)))
                .forEach(state -> ofAverage.put(state, session.read(Variables.ofAverage(state))));
    }

    public Recipe recipe() {
        return recipe;
    }

    /** The checkpoint that it is of. */
    public Path file() {
        return file;
    }

    /** The data that it was trained on, closed. */
    public Chosen<DataSource> data() {
        return new Chosen<>(recipe.data(), recipe.effective().getObject("data"));
    }

    /** How many steps it was trained. */
    public int step() {
        return checkpoint.step();
    }

    public Shape latentShape() {
        return recipe.generator().latentShape();
    }

    public Shape sampleShape() {
        return checkpoint.sampleShape();
    }

    private synchronized float[] inTurn(Supplier<float[]> samples) {
        if (closed) {
            throw new IllegalStateException("the generator is closed; load it again");
        }
        return samples.get();
    }

    /**
     * {@code count} samples one behind the other, each in row-major order; the same seed gives the same samples. Those of an
     * averaged generator use the running statistics of the generator that was trained, or its own, as the recipe's
     * {@code ema.statistics} has it.
     *
     * @throws IllegalArgumentException if so many are too large for an array
     */
    public float[] sample(int count, long seed) {
        requireFitting(count);
        return inTurn(() -> sampler.draw(count, Philox.key(seed, "latent")));
    }

    /**
     * What the classes are called that samples are made for, and take turns; numbers where that was not kept, as by older runs, and
     * empty where the generator is told none.
     */
    public List<String> classNames() {
        if (!recipe.needsLabels()) {
            return List.of();
        }
        int classes = checkpoint.classes();
        return Provenance.classNames(checkpoint.provenance())
                .filter(names -> names.size() == classes)
                .orElseGet(() ->
                        IntStream.range(0, classes).mapToObj(Integer::toString).toList());
    }

    /**
     * Samples as {@link #sample(int, long)} makes them, all of one class.
     *
     * @param label its number: its place in {@link #classNames()}
     * @throws IllegalArgumentException if there is no such class, or so many are too large for an array
     */
    public float[] sample(int count, long seed, int label) {
        requireFitting(count);
        requireClass(label);
        return inTurn(() -> sampler.draw(count, Philox.key(seed, "latent"), _ -> label));
    }

    private void requireFitting(long count) {
        long most =
                Integer.MAX_VALUE / Math.max(sampleShape().size(), latentShape().size());
        if (count > most) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "at most %,d samples of shape %s can be made at once, found %,d",
                    most,
                    sampleShape(),
                    count));
        }
    }

    private void requireClass(int label) {
        if (label < 0 || label >= classNames().size()) {
            throw new IllegalArgumentException("there are " + classNames().size() + " classes, found number " + label);
        }
    }

    /**
     * One sample for each latent vector. What conditions draw beside them is the same each time; classes take turns.
     *
     * @param latents any number of latent vectors, one behind the other, each in row-major order
     * @return samples, one behind the other, each in row-major order
     * @throws IllegalArgumentException if the last latent vector is not complete
     */
    public float[] generate(float[] latents) {
        if (latents.length % latentShape().size() != 0) {
            throw new IllegalArgumentException("latent vectors have "
                    + latentShape().size() + " values each, found " + latents.length + " values");
        }
        return inTurn(() -> sampler.generate(latents, 0, sample -> sample));
    }

    /**
     * Samples on the way between pairs of random latent vectors, which is the prior's, see {@link Prior#interpolation}. Where there
     * are classes, each row has one.
     *
     * @param rows how many pairs
     * @param columns how many samples from the one end to the other, both included; at least 2
     * @return {@code rows * columns} samples, row by row
     * @throws TrainingException if a condition draws codes of its own for each sample, which are not on the way
     */
    public float[] interpolate(int rows, int columns, long seed) {
        return interpolate(rows, columns, seed, sample -> sample / columns);
    }

    /**
     * The same, all of one class.
     *
     * @param label its number: its place in {@link #classNames()}
     * @throws IllegalArgumentException if there is no such class
     */
    public float[] interpolate(int rows, int columns, long seed, int label) {
        requireClass(label);
        return interpolate(rows, columns, seed, _ -> label);
    }

    private float[] interpolate(int rows, int columns, long seed, IntUnaryOperator label) {
        if (rows < 1 || columns < 2) {
            throw new IllegalArgumentException(
                    "an interpolation needs at least 1 row and 2 columns, found " + rows + " and " + columns);
        }
        requireFitting((long) rows * columns);
        recipe.conditions().forEach((name, condition) -> {
            if (!condition.needsLabels() && condition instanceof Condition.Code) {
                throw new TrainingException("there is no way between samples of condition '" + name
                        + "': the generator is told other codes for each of them");
            }
        });
        int size = Math.toIntExact(latentShape().size());
        float[] ends = sampler.latents(2 * rows, Philox.key(seed, "latent"));
        float[] latents = new float[rows * columns * size];
        for (int row = 0; row < rows; row++) {
            float[] from = Arrays.copyOfRange(ends, 2 * row * size, (2 * row + 1) * size);
            float[] to = Arrays.copyOfRange(ends, (2 * row + 1) * size, (2 * row + 2) * size);
            for (int column = 0; column < columns; column++) {
                double t = (double) column / (columns - 1);
                join(recipe.prior().interpolation(), from, to, t, latents, (row * columns + column) * size);
            }
        }
        return inTurn(() -> sampler.generate(latents, 0, label));
    }

    private static void join(Prior.Interpolation way, float[] from, float[] to, double t, float[] target, int offset) {
        double cosine = dot(from, to) / Math.sqrt(dot(from, from) * dot(to, to));
        double angle = Math.acos(Math.clamp(cosine, -1, 1));
        double sine = Math.sin(angle);
        // Along one line the sphere has no way between them.
        boolean straight = way == Prior.Interpolation.LINEAR || sine < 1e-6;
        double fromWeight = straight ? 1 - t : Math.sin((1 - t) * angle) / sine;
        double toWeight = straight ? t : Math.sin(t * angle) / sine;
        for (int i = 0; i < from.length; i++) {
            target[offset + i] = (float) (fromWeight * from[i] + toWeight * to[i]);
        }
    }

    private static double dot(float[] left, float[] right) {
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += (double) left[i] * right[i];
        }
        return sum;
    }

    /**
     * Measures samples against data, several times over: each time other samples are generated, and compared with the same real
     * ones.
     *
     * @param data open, and the caller's to close
     * @param metrics by name
     * @return each value of each metric
     * @throws UnsuitableException if the data is of another shape, or a metric means nothing for it or needs more samples
     * @throws DataException if the data, or a file that features are made with, cannot be read
     * @throws TrainingException if a metric fails
     */
    public List<Estimate> evaluate(
            Samples data, SequencedMap<String, MeasuredMetric> metrics, EvaluationOptions options) {
        Evaluation evaluation = evaluation(data, metrics, options);
        return evaluation.estimates(
                evaluation.tasks().stream().map(evaluation::run).toList());
    }

    /**
     * The same in tasks.
     *
     * @param data open, and the caller's to close
     * @param metrics by name
     * @throws UnsuitableException if the data is of another shape, or a metric means nothing for it
     */
    public Evaluation evaluation(
            Samples data, SequencedMap<String, MeasuredMetric> metrics, EvaluationOptions options) {
        return new Evaluation(this, data, metrics, options);
    }

    /** Samples of a stream of its own. */
    float[] draw(int count, long key) {
        return inTurn(() -> sampler.draw(count, key));
    }

    /**
     * A trained or counted array of the network, for tools that build it elsewhere.
     *
     * @param values in row-major order
     */
    @SuppressWarnings("ArrayRecordComponent") // millions of values
    public record Parameter(Shape shape, double[] values) {}

    /** The generator's parameters, by path such as {@code generator/dense-1/weight}, in the order it asks for them. */
    public SequencedMap<String, Parameter> parameters() {
        boolean averaged = recipe.settings().ema().averages();
        double[] flat = saved(averaged ? Variables.GENERATOR_AVERAGE : Variables.GENERATOR_PARAMETERS)
                .values();
        SequencedMap<String, Parameter> parameters = new LinkedHashMap<>();
        layout.slots()
                .forEach((path, slot) -> parameters.put(
                        path,
                        new Parameter(slot.variable().shape(), Arrays.copyOfRange(flat, slot.start(), slot.end()))));
        return Collections.unmodifiableSequencedMap(parameters);
    }

    /** The generator's state, such as the running statistics of batch normalization, as samples are drawn with it, by path. */
    public SequencedMap<String, Parameter> state() {
        SequencedMap<String, Parameter> state = new LinkedHashMap<>();
        checkpoint.variables().forEach((name, saved) -> {
            boolean ofNetwork = Variables.ofGenerator(name)
                    && !name.equals(Variables.GENERATOR_PARAMETERS)
                    && !name.equals(Variables.GENERATOR_AVERAGE);
            if (ofNetwork) {
                double[] values = ofAverage.getOrDefault(name, saved.values());
                state.put(name, new Parameter(saved.shape(), values.clone()));
            }
        });
        return Collections.unmodifiableSequencedMap(state);
    }

    /**
     * Writes the network as a file of other software: all of it, or what was there before is left.
     *
     * @throws ExportException if the generator does not name its layers, see {@link LayeredGenerator}, or is told a condition, or
     *     has layers that a regularizer changes, or the format has no such network
     * @throws TrainingException if the file cannot be written
     */
    public void export(ModelExporter exporter, Path file) {
        TrainedNetwork network = network();
        try {
            AtomicFile.write(file, target -> exporter.export(network, target));
        } catch (IOException e) {
            throw TrainingException.cannotWrite(file, e);
        }
    }

    private TrainedNetwork network() {
        if (!(recipe.generator() instanceof LayeredGenerator generator)) {
            throw new ExportException("the generator cannot be exported, because its type, '"
                    + recipe.effective().getString("generator.type")
                    + "', does not name its layers");
        }
        if (!recipe.conditions().isEmpty()) {
            throw new ExportException("the generator cannot be exported, because it is told more than latent vectors: "
                    + String.join(", ", recipe.conditions().keySet()));
        }
        recipe.regularizers().keySet().forEach(name -> {
            if (layout.slots().keySet().stream().anyMatch(path -> path.contains("/" + name + "/"))) {
                throw new ExportException(
                        "the generator cannot be exported, because '" + name + "' has parameters inside its layers");
            }
        });
        Map<String, double[]> values = new HashMap<>();
        parameters().forEach((path, parameter) -> values.put(inNetwork(path), parameter.values()));
        state().forEach((path, parameter) -> values.put(inNetwork(path), parameter.values()));
        return new TrainedNetwork(latentShape(), sampleShape(), generator.layers(sampleShape()), values);
    }

    private static String inNetwork(String path) {
        return path.substring(Variables.GENERATOR.length() + 1);
    }

    private Checkpoint.SavedVariable saved(String variable) {
        Checkpoint.SavedVariable saved = checkpoint.variables().get(variable);
        if (saved == null) {
            throw new CheckpointException("the checkpoint has no '" + variable + "'");
        }
        return saved;
    }

    /** Waits for the samples that are being made. */
    @Override
    public synchronized void close() {
        if (open.closing(this)) {
            closed = true;
            owned.close();
        }
    }
}
