package dev.gantry.runtime;

import dev.gantry.core.data.Samples;
import dev.gantry.core.tensor.Shape;
import dev.gantry.engine.backend.Backend;
import dev.gantry.engine.backend.Owned;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.backend.SessionMemory;
import dev.gantry.engine.backend.StepTimes;
import dev.gantry.engine.plan.Plan;
import dev.gantry.engine.plan.PlannedProgram;
import dev.gantry.runtime.component.Problem;
import dev.gantry.runtime.data.BatchPart;
import dev.gantry.runtime.data.ClassCounts;
import dev.gantry.runtime.data.Split;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.recipe.RecipeProblems;
import dev.gantry.runtime.recipe.UnwiseData;
import dev.gantry.runtime.run.DataSummary;
import dev.gantry.runtime.trace.TrainingGraphs;
import dev.gantry.runtime.trace.Variables;
import dev.gantry.runtime.trace.WorkerPhase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A recipe that was checked to the end: its data is open, its steps are traced and planned, and they fit the device's
 * memory. Closing it, or the runtime that made it, ends its runs and closes data and device. It may be used by many threads.
 */
public final class TrainingPlan implements OpenResources.Resource {

    private final Recipe recipe;
    private final List<Problem> warnings;
    private final Samples data;
    private final Split split;
    private final String device;
    private final Backend backend;
    private final TrainingGraphs graphs;
    private final Plan plan;
    private final SessionMemory memory;
    private final Optional<OfWorkers> ofWorkers;
    private final Owned owned;
    private final OpenResources open;
    private final Set<TrainingRun> runs = new LinkedHashSet<>();
    private State state = State.OPEN;

    private enum State {
        /** Runs may begin. */
        OPEN,

        /** Whoever closes the plan waits for its runs. */
        CLOSING,

        /** Nobody waits: the last run that ends closes what is owned. */
        CLOSED
    }

    /** What workers run, and what the session in which they do takes of the device's memory. */
    record OfWorkers(Plan plan, SessionMemory memory) {}

    /**
     * @param memory of the run's session
     * @param ofWorkers where there are several
     * @param owned data and device
     */
    TrainingPlan(
            Recipe recipe,
            Samples data,
            Split split,
            String device,
            Backend backend,
            TrainingGraphs graphs,
            Plan plan,
            SessionMemory memory,
            Optional<OfWorkers> ofWorkers,
            Owned owned,
            OpenResources open) {
        this.recipe = recipe;
        this.warnings = Stream.of(
                        RecipeProblems.unwise(recipe),
                        UnwiseData.of(
                                recipe, data, recipe.needsLabels() ? ClassCounts.of(data) : new LinkedHashMap<>()),
                        roundedInVain(recipe, device, backend).stream().toList())
                .flatMap(List::stream)
                .toList();
        this.data = data;
        this.split = split;
        this.device = device;
        this.backend = backend;
        this.graphs = graphs;
        this.plan = plan;
        this.memory = memory;
        this.ofWorkers = ofWorkers;
        this.owned = owned;
        this.open = open;
    }

    private static Optional<Problem> roundedInVain(Recipe recipe, String device, Backend backend) {
        return backend.multiplies(recipe.settings().backend().precision())
                ? Optional.empty()
                : Optional.of(RecipeProblems.at(
                        recipe,
                        "backend.precision",
                        "saves no time here: %s rounds to such numbers, and multiplies them in single precision. Remove it,"
                                        .formatted(device)
                                + " unless its results are wanted"));
    }

    public Recipe recipe() {
        return recipe;
    }

    /** What is unwise about the recipe, as its components say, or on its device, and where; it trains all the same. */
    public List<Problem> warnings() {
        return warnings;
    }

    /** How many parameters each network has that the recipe trains, by {@code generator} and {@code critic}. */
    public SequencedMap<String, Long> parameters() {
        SequencedMap<String, Long> parameters = new LinkedHashMap<>();
        plan.variables().forEach((variable, shape) -> {
            switch (variable) {
                case Variables.GENERATOR_PARAMETERS -> parameters.putFirst(Variables.GENERATOR, shape.size());
                case Variables.CRITIC_PARAMETERS -> parameters.putLast(Variables.CRITIC, shape.size());
                default -> {}
            }
        });
        return parameters;
    }

    /** The programs, and the variables they share. */
    public Plan plan() {
        return plan;
    }

    /**
     * The programs of the recipe's workers, and the variables they share.
     *
     * @throws IllegalStateException if it has one worker, whose programs are those of the {@link #plan}
     */
    public Plan workerPlan() {
        return ofWorkers().plan;
    }

    private OfWorkers ofWorkers() {
        return ofWorkers.orElseThrow(() -> new IllegalStateException("the recipe has one worker"));
    }

    /**
     * A session in which tasks of the recipe's workers can be done, on this plan's device and data; the caller's to close, before the
     * plan.
     *
     * @throws IllegalStateException if the recipe has one worker, or the plan is closed
     */
    public WorkerSession worker() {
        return worker(Optional.empty());
    }

    WorkerSession worker(Optional<StepTimes> times) {
        requireOpen();
        return Owned.by(opened -> {
            Session session = backend.compile(workerPlan(), recipe.settings().seed());
            opened.add(session::close);
            List<BatchPart> parts = IntStream.range(
                            0, recipe.settings().workers().count())
                    .mapToObj(worker -> new BatchPart(split, recipe.settings(), worker))
                    .toList();
            return new WorkerSession(this, parts, session, times);
        });
    }

    /** All programs, with those of the recipe's workers. */
    public List<PlannedProgram> programs() {
        return Stream.concat(
                        plan.programs().stream(),
                        ofWorkers.stream().flatMap(workers -> workers.plan.programs().stream()))
                .toList();
    }

    /**
     * The programs that one of the recipe's workers runs; none where it has one worker, whose programs are those of the {@link #plan}.
     *
     * @param worker from 0
     */
    public List<PlannedProgram> programsOf(int worker) {
        return graphs.phases().values().stream()
                .flatMap(List::stream)
                .map(phase -> workerPlan().program(phase.ofWorkers().get(worker).name()))
                .toList();
    }

    /** How often a step runs a program. */
    public record ProgramRuns(PlannedProgram program, int times) {}

    /** The programs that most steps run, in their order, with those of all workers. */
    public List<ProgramRuns> programsOfAStep() {
        List<ProgramRuns> runs = new ArrayList<>();
        graphs.usual(recipe.settings().nCritic()).forEach((graph, times) -> {
            List<WorkerPhase> phases = graphs.phases().getOrDefault(graph, List.of());
            phases.stream()
                    .flatMap(phase -> phase.ofWorkers().stream())
                    .forEach(part -> runs.add(new ProgramRuns(workerPlan().program(part.name()), times)));
            if (phases.stream().allMatch(phase -> phase.vector().isPresent())) {
                runs.add(new ProgramRuns(plan.program(graph), times));
            }
        });
        return runs;
    }

    /**
     * What workers tell each other.
     *
     * @param count how often they meet
     * @param steps in so many steps
     * @param sent how many numbers each of them is sent for that
     * @param found how many numbers each of them sends back
     */
    public record Rounds(int count, int steps, long sent, long found) {}

    /**
     * What the recipe's workers tell each other for most steps.
     *
     * @throws IllegalStateException if it has one worker
     */
    public Rounds rounds() {
        return SharedWork.rounds(this);
    }

    /** The open data, which stays this plan's to close. */
    public Samples data() {
        return data;
    }

    /**
     * What was found of the data, a line each; with the classes and how many samples are of each, where a condition looks at these.
     */
    public List<String> aboutData() {
        return Stream.concat(
                        data.notes().stream(),
                        usesClasses() ? DataSummary.ofClasses(ClassCounts.of(data)).stream() : Stream.empty())
                .toList();
    }

    /** Whether a condition looks at the data's classes. */
    boolean usesClasses() {
        return recipe.conditions().values().stream().anyMatch(Planning::needsLabels);
    }

    /** What the classes are called that samples are made for, and take turns; empty where the generator is told none. */
    public List<String> sampleClasses() {
        return recipe.needsLabels() ? data.classNames() : List.of();
    }

    /**
     * Looks at all samples; of a source without end at the first 10,000.
     *
     * @throws dev.gantry.core.data.DataException if one cannot be read
     */
    public DataSummary summarizeData() {
        return DataSummary.of(data);
    }

    /** The shape of one sample. */
    public Shape sampleShape() {
        return data.shape();
    }

    /** The device that was chosen: never {@code auto}. */
    public String device() {
        return device;
    }

    /** The device in one line. */
    public String deviceDescription() {
        return backend.description();
    }

    /** Bytes that an element of a variable or an intermediate result takes on the device. */
    public int elementSize() {
        return backend.elementSize();
    }

    /** What a run takes of the device's memory, beside that of its workers. */
    public SessionMemory memory() {
        return memory;
    }

    /**
     * What a session takes in which tasks of the recipe's workers are done: one here, or one on each executor of a cluster.
     *
     * @throws IllegalStateException if it has one worker, whose work is done in the run's session
     */
    public SessionMemory workerMemory() {
        return ofWorkers().memory;
    }

    /**
     * Some of the samples as the critic sees them in the first step: changed by the regularizers, such as by noise.
     *
     * @param count how many, or as many as there are
     */
    public CriticView criticView(int count) {
        requireOpen();
        return CriticView.of(this, count);
    }

    Split split() {
        return split;
    }

    Backend backend() {
        return backend;
    }

    TrainingGraphs graphs() {
        return graphs;
    }

    synchronized void requireOpen() {
        if (state != State.OPEN) {
            throw new IllegalStateException(
                    "the plan of '" + recipe.settings().name() + "' is closed; plan its recipe again");
        }
    }

    /** Begins a run, whose end closing this waits for. */
    synchronized void begin(TrainingRun run) {
        requireOpen();
        run.begin();
        runs.add(run);
    }

    /** Told by the run's thread, as the last that it does. */
    synchronized void ended(TrainingRun run) {
        runs.remove(run);
        closeIfUnused();
    }

    private synchronized void closeIfUnused() {
        if (state == State.CLOSED && runs.isEmpty()) {
            owned.close();
        }
    }

    /**
     * Ends the runs, as {@link TrainingRun#close} does, and closes data and device. Where a run cannot be waited for, they are
     * closed at its end: where one of its listeners closes the plan, or keeps the run from ending.
     */
    @Override
    public void close() {
        if (!open.closing(this)) {
            return;
        }
        List<TrainingRun> live;
        synchronized (this) {
            state = State.CLOSING;
            live = List.copyOf(runs);
        }
        live.forEach(TrainingRun::cancel);
        live.forEach(TrainingRun::close);
        synchronized (this) {
            state = State.CLOSED;
        }
        closeIfUnused();
    }
}
