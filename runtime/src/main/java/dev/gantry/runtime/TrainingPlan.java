package dev.gantry.runtime;

import dev.gantry.core.spi.Samples;
import dev.gantry.core.tensor.Shape;
import dev.gantry.engine.backend.Backend;
import dev.gantry.engine.plan.Plan;
import dev.gantry.runtime.data.Split;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.trace.TrainingGraphs;
import java.util.SequencedMap;

/**
 * A recipe that was checked to the end: its data is open, its steps are traced and planned, and they fit the device's
 * memory. Closing it, or the runtime that made it, closes data and device.
 */
public final class TrainingPlan implements OpenResources.Resource {

    private final Recipe recipe;
    private final Samples data;
    private final Split split;
    private final String device;
    private final Backend backend;
    private final TrainingGraphs graphs;
    private final Plan plan;
    private final OpenResources open;

    TrainingPlan(
            Recipe recipe,
            Samples data,
            Split split,
            String device,
            Backend backend,
            TrainingGraphs graphs,
            Plan plan,
            OpenResources open) {
        this.recipe = recipe;
        this.data = data;
        this.split = split;
        this.device = device;
        this.backend = backend;
        this.graphs = graphs;
        this.plan = plan;
        this.open = open;
    }

    public Recipe recipe() {
        return recipe;
    }

    /** The programs, and the variables they share. */
    public Plan plan() {
        return plan;
    }

    /** The programs that most steps run, in their order, and how often. */
    public SequencedMap<String, Integer> programsOfAStep() {
        return graphs.usual(recipe.nCritic());
    }

    /** The open data, which stays this plan's to close. */
    public Samples data() {
        return data;
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

    /** Bytes that variables and intermediate results take on the device. */
    public long memory() {
        return memory(plan, backend);
    }

    static long memory(Plan plan, Backend backend) {
        return plan.memory() * backend.elementSize();
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

    @Override
    public void close() {
        if (open.closing(this)) {
            data.close();
            backend.close();
        }
    }
}
