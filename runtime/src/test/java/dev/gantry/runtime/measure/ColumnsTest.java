package dev.gantry.runtime.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.core.data.Samples;
import dev.gantry.core.metric.Metric;
import dev.gantry.core.metric.MetricValue;
import dev.gantry.core.metric.MetricValue.Better;
import dev.gantry.runtime.TinyGan;
import dev.gantry.runtime.TrainingPlan;
import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.runtime.component.Problem;
import dev.gantry.runtime.recipe.RecipeException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** Two parts of a run that would fill one column of its table are refused before anything is trained. */
final class ColumnsTest {

    /** Says what it measures, and is never asked to. */
    private record Declaring(List<MetricValue> values) implements Metric {

        Declaring(String... names) {
            this(Stream.of(names).map(MetricValue::lowerIsBetter).toList());
        }

        @Override
        public Map<String, Double> measure(Samples data, float[] generated, int count, long seed) {
            throw new AssertionError("is measured by a plan");
        }
    }

    private final TinyGan gan = TinyGan.withEverything();

    @Test
    void twoMetricsHaveNoValueOfOneName() {
        gan.metrics.put("first", new Declaring("distance", "share"));
        gan.metrics.put("second", new Declaring("other", "distance"));

        refused("metrics.second measures 'distance', and so does metrics.first;"
                + " a column of metrics.csv has one source, remove the metric");
    }

    @Test
    void theRunsOwnColumnsAreNoMetrics() {
        gan.metrics.put("counting", new Declaring("step", "samples-per-second"));
        gan.metrics.put("critical", new Declaring("critic/loss", "critic/slope", "critic/gradient-norm"));
        gan.metrics.put("generous", new Declaring("generator/loss"));

        String cure = "; a column of metrics.csv has one source, remove the metric";
        refused(
                "metrics.counting measures 'step', and so does the run" + cure,
                "metrics.counting measures 'samples-per-second', and so does the run" + cure,
                "metrics.critical measures 'critic/loss', and so does the critic's update" + cure,
                "metrics.critical measures 'critic/slope', and so does the critic's update" + cure,
                "metrics.critical measures 'critic/gradient-norm', and so does the critic's update" + cure,
                "metrics.generous measures 'generator/loss', and so does the generator's update" + cure);
    }

    @Test
    void aMetricDeclaresEachOfItsValuesOnceAndOneAtLeast() {
        gan.metrics.put("none", new Declaring());
        gan.metrics.put("twice", new Declaring("a", "a"));

        refused(
                "metrics.none declares no values; remove it",
                "metrics.twice measures 'a', and so does itself; a column of metrics.csv has one source, remove the metric");
    }

    @Test
    void aMetricThatCannotSayWhatItMeasuresIsNamed() {
        gan.metrics.put("shouting", new Metric() {
            @Override
            public List<MetricValue> values() {
                return List.of(MetricValue.lowerIsBetter("LOSS"));
            }

            @Override
            public Map<String, Double> measure(Samples data, float[] generated, int count, long seed) {
                throw new AssertionError("is measured by a plan");
            }
        });

        try (TrainingRuntime runtime = TinyGan.runtime()) {
            assertThatThrownBy(() -> runtime.plan(gan.recipe()))
                    .isInstanceOf(RecipeException.class)
                    .hasMessageContaining("metrics.shouting of ")
                    .hasMessageContaining(
                            "failed: a metric's value has a name in lower case with dashes, found 'LOSS'");
        }
    }

    @Test
    void whatIsMeasuredIsKnownWithoutMeasuring() {
        gan.metrics.clear();
        gan.metrics.put("first", new Declaring("b", "a"));
        gan.metrics.put("second", new Declaring(List.of(MetricValue.higherIsBetter("c"))));
        try (TrainingRuntime runtime = TinyGan.runtime();
                TrainingPlan plan = runtime.plan(gan.recipe())) {
            assertThat(plan.recipe().measured()).extracting(MetricValue::name).containsExactly("b", "a", "c");
            assertThat(plan.recipe().measured())
                    .extracting(value -> value.better().orElseThrow())
                    .containsExactly(Better.LOWER, Better.LOWER, Better.HIGHER);
        }
    }

    private void refused(String... problems) {
        try (TrainingRuntime runtime = TinyGan.runtime()) {
            assertThatThrownBy(() -> runtime.plan(gan.recipe()))
                    .asInstanceOf(InstanceOfAssertFactories.type(RecipeException.class))
                    .extracting(RecipeException::problems, InstanceOfAssertFactories.list(Problem.class))
                    .extracting(Problem::message)
                    .containsExactly(problems);
        }
    }
}
