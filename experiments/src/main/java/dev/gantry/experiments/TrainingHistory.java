package dev.gantry.experiments;

import dev.gantry.core.run.RunResult;
import dev.gantry.core.run.TrainingEvent;
import dev.gantry.core.run.TrainingEvent.MetricsMeasured;
import dev.gantry.core.run.TrainingEvent.SamplesDrawn;
import dev.gantry.core.run.TrainingListener;
import dev.gantry.runtime.TrainingPlan;
import dev.gantry.runtime.run.RunOptions;
import java.util.ArrayList;
import java.util.List;

/** What a training measures, kept in memory. */
final class TrainingHistory implements TrainingListener {

    private final List<MetricsMeasured> rows = new ArrayList<>();
    private final List<SamplesDrawn> samples = new ArrayList<>();

    private TrainingHistory() {}

    /**
     * Trains a recipe to its end.
     *
     * @throws dev.gantry.core.run.TrainingException if it fails
     */
    static TrainingHistory of(Lab lab, String recipe, RunOptions options) throws InterruptedException {
        TrainingHistory history = new TrainingHistory();
        try (TrainingPlan plan = lab.runtime().plan(lab.recipe("experiment", recipe))) {
            RunResult result = lab.runtime().start(plan, options.with(history)).await();
            if (result.failure().isPresent()) {
                throw result.failure().get();
            }
        }
        return history;
    }

    @Override
    public void on(TrainingEvent event) {
        switch (event) {
            case MetricsMeasured measured -> rows.add(measured);
            case SamplesDrawn drawn -> samples.add(drawn);
            default -> {}
        }
    }

    /** The steps at which a value was measured. */
    double[] steps(String name) {
        return having(name).stream().mapToDouble(MetricsMeasured::step).toArray();
    }

    /** A value at {@link #steps}. */
    double[] values(String name) {
        return having(name).stream()
                .mapToDouble(row -> row.values().getOrDefault(name, Double.NaN))
                .toArray();
    }

    /** A value when it was last measured. */
    double last(String name) {
        return having(name).getLast().values().getOrDefault(name, Double.NaN);
    }

    /** In the order of their steps. */
    List<SamplesDrawn> samples() {
        return samples;
    }

    private List<MetricsMeasured> having(String name) {
        return rows.stream().filter(row -> row.values().containsKey(name)).toList();
    }
}
