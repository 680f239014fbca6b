package dev.gantry.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.data.DataSource;
import dev.gantry.core.data.Samples;
import dev.gantry.core.run.TrainingEvent;
import dev.gantry.core.spi.Condition;
import dev.gantry.core.spi.ConditionStep;
import dev.gantry.core.spi.Initializer;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.runtime.TinyGan;
import dev.gantry.runtime.TrainingPlan;
import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.runtime.recipe.RecipeException;
import dev.gantry.runtime.run.RunOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SplitTest {

    private static final int CLASSES = 2;

    /** Sample i is [i, 0], of class i mod 2. */
    private record Numbers(OptionalLong size) implements DataSource {

        Numbers(long size) {
            this(OptionalLong.of(size));
        }

        @Override
        public Samples open(long seed) {
            return new Samples() {
                @Override
                public Shape shape() {
                    return TinyGan.SAMPLE;
                }

                @Override
                public OptionalLong size() {
                    return size;
                }

                @Override
                public void read(long index, float[] target, int offset) {
                    assertThat(index).isNotNegative();
                    target[offset] = index;
                    target[offset + 1] = 0;
                }

                @Override
                public int classes() {
                    return CLASSES;
                }

                @Override
                public int label(long index) {
                    return (int) (index % CLASSES);
                }
            };
        }
    }

    /** Its error is the mean of the labelled samples' first values, and of their classes in the decimals. */
    private record FewLabels(int samples, int batch, int heldOut) implements Condition.Head, Condition.MeasuredError {

        @Override
        public Optional<LabelledSubset> labelledSubset() {
            return Optional.of(new LabelledSubset(samples, batch, heldOut));
        }

        @Override
        public Tensor head(Tensor features, int classes, Scope scope) {
            return features;
        }

        @Override
        public Tensor error(ConditionStep step) {
            Tensor values = step.labelled().slice(1, 0, 1).mean();
            return values.add(step.subsetLabels().classes().mean().mul(0.1));
        }
    }

    private static TinyGan gan(DataSource data, FewLabels condition) {
        TinyGan gan = new TinyGan();
        gan.data = data;
        gan.conditions.put("few", condition);
        gan.critic = (samples, scope) -> {
            Tensor weight = scope.parameter("weight", Shape.of(2, 1), Initializer.ZEROS);
            return scope.layer("features", samples)
                    .matmul(weight)
                    .reshape(samples.shape().size(0));
        };
        return gan;
    }

    private static Set<Integer> values(Samples samples) {
        Set<Integer> values = new HashSet<>();
        float[] sample = new float[2];
        for (long i = 0; i < samples.size().orElseThrow(); i++) {
            samples.read(i, sample, 0);
            values.add((int) sample[0]);
            assertThat(samples.label(i)).isEqualTo((int) sample[0] % CLASSES);
        }
        return values;
    }

    @Test
    void noUpdateSeesWhatIsHeldOut() {
        Samples data = new Numbers(20).open(1);
        Split split = Split.of(gan(new Numbers(20), new FewLabels(6, 2, 8)).recipe(), data);
        Split.Labelled labelled = split.labelled().orElseThrow();
        Set<Integer> heldOut = values(labelled.heldOut().orElseThrow());
        Set<Integer> training = values(split.training());
        assertThat(heldOut).hasSize(8).doesNotContainAnyElementsOf(training);
        assertThat(training).hasSize(12).containsAll(values(labelled.samples()));
        assertThat(values(labelled.samples()))
                .hasSize(6)
                .filteredOn(i -> i % CLASSES == 0)
                .hasSize(3);
    }

    @Test
    void withoutSuchAConditionOrHeldOutSamplesUpdatesSeeAll() {
        Samples data = new Numbers(20).open(1);
        assertThat(Split.of(new TinyGan().recipe(), data)).isEqualTo(new Split(data, Optional.empty()));
        Split split = Split.of(gan(new Numbers(20), new FewLabels(6, 2, 0)).recipe(), data);
        assertThat(split.training()).isSameAs(data);
        assertThat(split.labelled().orElseThrow().heldOut()).isEmpty();
    }

    @Test
    void ofEndlessDataOtherDrawsAreHeldOut() {
        DataSource endless = new Numbers(OptionalLong.empty());
        Samples data = endless.open(1);
        Split split = Split.of(gan(endless, new FewLabels(6, 2, 8)).recipe(), data);
        assertThat(split.training()).isSameAs(data);
        Samples heldOut = split.labelled().orElseThrow().heldOut().orElseThrow();
        assertThat(heldOut.size()).hasValue(8);
        float[] sample = new float[2];
        for (int i = 0; i < 8; i++) {
            heldOut.read(i, sample, 0);
            assertThat(sample[0]).as("far from what updates read").isGreaterThan(1e12f);
        }
    }

    @Test
    void errorOfHeldOutSamplesIsMeasuredWithTheMetrics() throws InterruptedException {
        TinyGan gan = gan(new Numbers(20), new FewLabels(6, 2, 8));
        double values = 0;
        double classes = 0;
        try (Samples data = gan.data.open(gan.seed)) {
            for (int value : values(Split.of(gan.recipe(), data)
                    .labelled()
                    .orElseThrow()
                    .heldOut()
                    .orElseThrow())) {
                values += value / 8.0;
                classes += value % CLASSES / 8.0;
            }
        }
        List<Integer> steps = new ArrayList<>();
        List<Double> errors = new ArrayList<>();
        try (TrainingRuntime runtime = TinyGan.runtime();
                TrainingPlan plan = runtime.plan(gan.recipe())) {
            runtime.start(plan, RunOptions.inMemory().with(event -> {
                        if (event instanceof TrainingEvent.MetricsMeasured measured
                                && measured.values().containsKey("held-out-error")) {
                            steps.add(measured.step());
                            errors.add(measured.values().get("held-out-error"));
                        }
                    }))
                    .await();
        }
        assertThat(steps).containsExactly(4, 8, 12);
        double expected = values + 0.1 * classes;
        assertThat(errors).allSatisfy(error -> assertThat(error).isCloseTo(expected, within(1e-5)));
    }

    @Test
    void tooFewSamplesAreAProblemOfTheRecipe() {
        assertThatThrownBy(() -> TinyGan.runtime()
                        .plan(gan(new Numbers(8), new FewLabels(2, 2, 8)).recipe()))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining("conditions cannot have its samples: 8 of 8 samples cannot be held out");
        assertThatThrownBy(() -> TinyGan.runtime()
                        .plan(gan(new Numbers(8), new FewLabels(6, 2, 4)).recipe()))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining("there are no 6 samples with as many of each class");
        assertThatThrownBy(() -> new FewLabels(2, 3, 8).labelledSubset())
                .hasMessage("'held-out' must be a multiple of 'batch', 3, found 8");
    }

    @Test
    void onlyOneConditionMayHaveLabelledSamples() {
        TinyGan gan = gan(new Numbers(20), new FewLabels(6, 2, 8));
        gan.conditions.put("more", new FewLabels(4, 4, 0));
        assertThatThrownBy(() -> TinyGan.runtime().plan(gan.recipe()))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining("conditions.more asks for labelled samples of its own, as 'few' does;"
                        + " only one condition may, remove the others");
    }
}
