package dev.gantry.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import dev.gantry.core.component.Component;
import dev.gantry.core.component.UnsuitableException;
import dev.gantry.core.data.DataException;
import dev.gantry.core.data.DataSourceProvider;
import dev.gantry.core.data.Samples;
import dev.gantry.core.metric.Metric;
import dev.gantry.core.metric.MetricValue;
import dev.gantry.core.random.Philox;
import dev.gantry.core.run.TrainingException;
import dev.gantry.core.spi.Condition;
import dev.gantry.core.spi.ConditionProvider;
import dev.gantry.core.spi.CriticProvider;
import dev.gantry.core.spi.Generator;
import dev.gantry.core.spi.GeneratorProvider;
import dev.gantry.core.spi.Initializer;
import dev.gantry.core.spi.Labels;
import dev.gantry.core.spi.LossProvider;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackendProvider;
import dev.gantry.optimizers.Adam;
import dev.gantry.priors.Normal;
import dev.gantry.priors.Uniform;
import dev.gantry.runtime.component.Components;
import dev.gantry.runtime.component.Problem;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.recipe.Recipe.MeasuredMetric;
import dev.gantry.runtime.recipe.RecipeException;
import dev.gantry.runtime.recipe.RecipeReader;
import dev.gantry.runtime.run.CheckpointException;
import dev.gantry.runtime.run.EvaluationOptions;
import dev.gantry.runtime.run.RunOptions;
import dev.gantry.runtime.store.Checkpoint;
import dev.gantry.runtime.store.CheckpointFile;
import dev.gantry.runtime.store.Checkpoints;
import dev.gantry.schemes.Alternating;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainedGeneratorTest {

    private final TrainingRuntime runtime =
            TrainingRuntime.builder().components(TinyGan.components()).build();
    private Path recipe = Path.of("");
    private Path folder = Path.of("");

    @BeforeEach
    void train(@TempDir Path temporary) throws IOException, InterruptedException {
        recipe = Files.writeString(temporary.resolve("tiny.conf"), TinyGan.RECIPE);
        folder = temporary.resolve("run");
        TrainingPlan plan = runtime.plan(recipe, List.of());
        assertThat(runtime.start(plan, RunOptions.into(folder)).await().failure())
                .isEmpty();
    }

    @AfterEach
    void close() {
        runtime.close();
    }

    @Test
    void makesTheSamplesOfItsAveragedParameters() {
        try (TrainedGenerator generator = runtime.load(folder)) {
            double[] average = saved("generator/average");
            double scale = 1 + 0.001 * (saved("generator/batches")[0] - 1);

            // Six samples are a batch of four, and half a batch.
            float[] samples = generator.sample(6, 42);

            assertThat(generator.step()).isEqualTo(12);
            assertThat(generator.recipe().settings().name()).isEqualTo("tiny");
            assertThat(samples).hasSize(12);
            for (int i = 0; i < 6; i++) {
                double[] latent = latent(42, i);
                for (int feature = 0; feature < 2; feature++) {
                    double expected = average[6 + feature];
                    for (int k = 0; k < 3; k++) {
                        expected += latent[k] * average[2 * k + feature];
                    }
                    assertThat((double) samples[2 * i + feature]).isEqualTo(expected * scale, within(1e-6));
                }
            }
        }
    }

    @Test
    void latentVectorsAreThePriorsAndSoIsTheWayBetweenThem(@TempDir Path other) throws InterruptedException {
        Components components = TinyGan.components(List.of(new ReferenceBackendProvider()), Uniform.provider());
        try (TrainingRuntime uniform =
                        TrainingRuntime.builder().components(components).build();
                TrainingPlan plan = uniform.plan(recipe, List.of("prior={type=uniform,low=2,high=4}", "ema.decay=0"))) {
            assertThat(uniform.start(plan, RunOptions.into(other.resolve("run")))
                            .await()
                            .failure())
                    .isEmpty();
            try (TrainedGenerator generator = uniform.load(other.resolve("run"))) {
                long key = Philox.key(42, "latent");
                float[] latents = new float[6];
                for (int i = 0; i < 6; i++) {
                    latents[i] = (float) (2 + 2 * Philox.uniform(key, 0, i));
                }
                assertThat(generator.sample(2, 42)).containsExactly(generator.generate(latents));

                float[] way = generator.interpolate(1, 3, 42);
                // The generator is linear but for its bias.
                for (int feature = 0; feature < 2; feature++) {
                    assertThat((double) way[2 + feature])
                            .isEqualTo((way[feature] + way[4 + feature]) / 2.0, within(1e-6));
                }
            }
        }
    }

    @Test
    void givesParametersAndStateByPath() {
        try (TrainedGenerator generator = runtime.load(folder.resolve("checkpoints/step-00000009.gantry"))) {
            assertThat(generator.step()).isEqualTo(9);
            assertThat(generator.parameters().keySet()).containsExactly("generator/weight", "generator/bias");
            assertThat(generator.parameters().firstEntry().getValue().shape()).isEqualTo(Shape.of(3, 2));
            assertThat(generator.state().keySet()).containsExactly("generator/batches");
            assertThat(generator.state().firstEntry().getValue().values()).containsExactly(10);
        }
    }

    @Test
    void samplesThatAreTooManyForAnArrayAreRefused() {
        try (TrainedGenerator generator = runtime.load(folder)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> generator.sample(Integer.MAX_VALUE, 1))
                    .withMessageStartingWith("at most ")
                    .withMessageContaining("found 2,147,483,647");
            // 65,536 times 65,536 is 0 where numbers have 32 bits.
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> generator.interpolate(65_536, 65_536, 1))
                    .withMessageContaining("found 4,294,967,296");
        }
    }

    @Test
    void interpolatesOnTheSphere() {
        try (TrainedGenerator generator = runtime.load(folder)) {
            float[] ends = generator.sample(4, 3);

            float[] grid = generator.interpolate(2, 3, 3);

            assertThat(Arrays.copyOfRange(grid, 0, 2)).containsExactly(Arrays.copyOfRange(ends, 0, 2), within(1e-6f));
            assertThat(Arrays.copyOfRange(grid, 4, 6)).containsExactly(Arrays.copyOfRange(ends, 2, 4), within(1e-6f));
            assertThat(Arrays.copyOfRange(grid, 10, 12)).containsExactly(Arrays.copyOfRange(ends, 6, 8), within(1e-6f));
            // Half way, both ends weigh sin(a/2) / sin(a) = 1 / (2 cos(a/2)), and the generator is linear but for its
            // bias.
            double[] from = latent(3, 0);
            double[] to = latent(3, 1);
            double angle = Math.acos(dot(from, to) / Math.sqrt(dot(from, from) * dot(to, to)));
            double weight = 1 / (2 * Math.cos(angle / 2));
            double bias = saved("generator/average")[6] * (1 + 0.001 * (saved("generator/batches")[0] - 1));
            assertThat((double) grid[2]).isEqualTo(weight * (ends[0] - bias + ends[2] - bias) + bias, within(1e-6));
        }
    }

    private record Throwing(RuntimeException failure) implements Metric {

        @Override
        public List<MetricValue> values() {
            return List.of(MetricValue.neitherIsBetter("thrown"));
        }

        @Override
        public Map<String, Double> measure(Samples data, float[] generated, int count, long seed) {
            throw failure;
        }
    }

    @Test
    void aMetricsMistakeIsToldAsOneAndWhatDoesNotSuitItIsNot() {
        EvaluationOptions options = new EvaluationOptions(OptionalInt.of(4), 2, 1);
        try (TrainedGenerator generator = runtime.load(folder);
                Samples data = new TinyGan.Numbers(10).open(1)) {
            assertThatThrownBy(() -> generator.evaluate(
                            data, metric(new IllegalArgumentException("index 5 is out of bounds")), options))
                    .isInstanceOf(TrainingException.class)
                    .hasMessage("metric 'throwing', or what it looks at, is broken: it failed with"
                            + " java.lang.IllegalArgumentException: index 5 is out of bounds");
            assertThatThrownBy(() ->
                            generator.evaluate(data, metric(new UnsuitableException("4 samples are too few")), options))
                    .isInstanceOf(UnsuitableException.class)
                    .hasMessage("metric 'throwing': 4 samples are too few");
        }
    }

    @Test
    void aMetricThatLooksAtMoreThanMemoryHoldsIsNamed() {
        EvaluationOptions options = new EvaluationOptions(OptionalInt.of(Integer.MAX_VALUE), 2, 1);
        try (TrainedGenerator generator = runtime.load(folder);
                Samples data = new TinyGan.Numbers(10).open(1)) {
            // Of the three values of a latent vector and the two of a sample, the more count.
            assertThatThrownBy(() -> generator.evaluate(data, giving(Map.of("ratio", 1.0)), options))
                    .isInstanceOf(UnsuitableException.class)
                    .hasMessageStartingWith("metric 'giving': looks at 2,147,483,647 samples of 3 values each,");
        }
    }

    private record Giving(Map<String, Double> found) implements Metric {

        @Override
        public List<MetricValue> values() {
            return List.of(MetricValue.neitherIsBetter("ratio"));
        }

        @Override
        public Map<String, Double> measure(Samples data, float[] generated, int count, long seed) {
            return found;
        }
    }

    @Test
    void aMetricThatGivesNoNumberOrAnotherValueIsNamed() {
        EvaluationOptions options = new EvaluationOptions(OptionalInt.of(4), 2, 1);
        try (TrainedGenerator generator = runtime.load(folder);
                Samples data = new TinyGan.Numbers(10).open(1)) {
            assertThatThrownBy(() -> generator.evaluate(data, giving(Map.of("ratio", Double.NaN)), options))
                    .isInstanceOf(TrainingException.class)
                    .hasMessageStartingWith("metric 'giving', or what it looks at, is broken")
                    .hasMessageEndingWith("NaN as ratio");
            assertThatThrownBy(() -> generator.evaluate(data, giving(Map.of("share", 1.0)), options))
                    .isInstanceOf(TrainingException.class)
                    .hasMessageStartingWith("metric 'giving', or what it looks at, is broken")
                    .hasMessageEndingWith("it declares the values [ratio], and measured [share]");
        }
    }

    private static SequencedMap<String, MeasuredMetric> giving(Map<String, Double> found) {
        SequencedMap<String, MeasuredMetric> metrics = new LinkedHashMap<>();
        metrics.put("giving", new MeasuredMetric(new Giving(found), Optional.empty()));
        return metrics;
    }

    private static SequencedMap<String, MeasuredMetric> metric(RuntimeException failure) {
        SequencedMap<String, MeasuredMetric> metrics = new LinkedHashMap<>();
        metrics.put("throwing", new MeasuredMetric(new Throwing(failure), Optional.empty()));
        return metrics;
    }

    @Test
    void needsNoData() throws IOException, InterruptedException {
        Path file = folder.resolve("checkpoints/step-00000012.gantry");
        Checkpoint checkpoint = CheckpointFile.read(file);
        rewrite(
                file,
                checkpoint,
                checkpoint.recipe().withValue("data.type", ConfigValueFactory.fromAnyRef("missing")),
                checkpoint.provenance(),
                checkpoint.variables());

        try (TrainedGenerator generator = runtime.load(folder)) {
            assertThatThrownBy(() -> generator.recipe().data().open(1)).isInstanceOf(DataException.class);
            assertThat(generator.sample(1, 1)).hasSize(2);
        }
    }

    @Test
    void refusesACheckpointThatLacksAVariable() throws IOException {
        without(folder.resolve("checkpoints/step-00000012.gantry"), "generator/batches");

        assertThatThrownBy(() -> runtime.load(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("'generator/batches' has shape [] here, and there it is missing");
    }

    private static void rewrite(
            Path file,
            Checkpoint checkpoint,
            Config recipe,
            Config provenance,
            SequencedMap<String, Checkpoint.SavedVariable> variables)
            throws IOException {
        CheckpointFile.write(
                file,
                new Checkpoint(
                        checkpoint.step(),
                        checkpoint.criticUpdates(),
                        checkpoint.seed(),
                        checkpoint.sampleShape(),
                        recipe,
                        provenance,
                        variables));
    }

    private static void without(Path file, String variable) throws IOException {
        Checkpoint checkpoint = CheckpointFile.read(file);
        SequencedMap<String, Checkpoint.SavedVariable> variables = new LinkedHashMap<>(checkpoint.variables());
        variables.remove(variable);
        rewrite(file, checkpoint, checkpoint.recipe(), checkpoint.provenance(), variables);
    }

    @Test
    void aCheckpointWhoseRecipeIsNotUnderstoodTellsWhoWroteIt() throws IOException {
        Path file = folder.resolve("checkpoints/step-00000012.gantry");
        Checkpoint checkpoint = CheckpointFile.read(file);
        rewrite(
                file,
                checkpoint,
                checkpoint.recipe().withValue("ema-decay", ConfigValueFactory.fromAnyRef(0.9)),
                checkpoint.provenance().withValue("gantry", ConfigValueFactory.fromAnyRef("0.0.7")),
                checkpoint.variables());

        assertThatThrownBy(() -> runtime.load(folder))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining(file + " (written by Gantry 0.0.7, this is ")
                .hasMessageContaining("unknown key 'ema-decay'");
    }

    /** A recipe from before there was a key says what the key's default says, as one of today that leaves it out. */
    @Test
    void aCheckpointFromBeforeThereWerePriorsHasNormalLatentVectors() throws IOException, InterruptedException {
        float[] expected;
        try (TrainedGenerator generator = runtime.load(folder)) {
            expected = generator.sample(5, 42);
        }
        Path file = folder.resolve("checkpoints/step-00000012.gantry");
        Checkpoint checkpoint = CheckpointFile.read(file);
        Config provenance = checkpoint.provenance();
        assertThat(checkpoint.recipe().hasPath("prior")).isTrue();
        assertThat(provenance.hasPath("recipe.prior")).isTrue();
        rewrite(
                file,
                checkpoint,
                checkpoint.recipe().withoutPath("prior"),
                provenance.withoutPath("recipe.prior"),
                checkpoint.variables());

        try (TrainedGenerator generator = runtime.load(folder)) {
            assertThat(generator.sample(5, 42)).containsExactly(expected);
            assertThat(generator.recipe().prior()).isEqualTo(new Normal());
        }
        Path kept = folder.resolve("recipe.conf");
        Files.writeString(kept, Files.readString(kept).replaceAll("(?s)\\bprior *\\{.*?\\}", ""));
        assertThat(Files.readString(kept)).doesNotContain("prior");
        TrainingPlan plan = runtime.plan(kept, List.of("steps=14"));
        assertThat(runtime.start(plan, RunOptions.resume(folder)).await().step())
                .as("the run goes on, too")
                .isEqualTo(14);
    }

    @Test
    void theKeptRecipeIsTheSameRecipe() {
        TrainingPlan plan = runtime.plan(folder.resolve("recipe.conf"), List.of());

        assertThat(plan.recipe().effective())
                .isEqualTo(runtime.plan(recipe, List.of()).recipe().effective());
    }

    @Test
    void namesTheLineOfWhatDoesNotFit() {
        assertThatThrownBy(() -> runtime.plan(recipe, List.of("critic=picky")))
                .asInstanceOf(InstanceOfAssertFactories.type(RecipeException.class))
                .extracting(RecipeException::problems, InstanceOfAssertFactories.list(Problem.class))
                .containsExactly(new Problem(
                        "--set critic=picky", "critic 'picky' takes images, found samples of shape [4, 2]"));
        assertThatThrownBy(() -> runtime.plan(write("data = numbers", "data = missing"), List.of()))
                .asInstanceOf(InstanceOfAssertFactories.type(RecipeException.class))
                .extracting(RecipeException::problems, InstanceOfAssertFactories.list(Problem.class))
                .containsExactly(new Problem(recipe + ": 4", "data 'missing' cannot be used: the data is gone"));
    }

    /** Gives {@code [code, code * bias]}, where the bias is 0 as long as it is not trained. */
    private record Told() implements Generator {

        @Override
        public Shape latentShape() {
            return Shape.of(1);
        }

        @Override
        public Tensor generate(Tensor latent, Shape sampleShape, Scope scope) {
            Tensor bias = scope.parameter("bias", Shape.of(1, 1), Initializer.ZEROS);
            Tensor code = latent.slice(1, 1, 2);
            return Tensor.concat(1, List.of(code, code.mul(bias)));
        }
    }

    /** The code is the sample's class. */
    private record ByClass() implements Condition.Code {

        @Override
        public boolean needsLabels() {
            return true;
        }

        @Override
        public Tensor code(int rows, Optional<Labels> labels, Scope scope) {
            return labels.orElseThrow().classes().reshape(rows, 1);
        }
    }

    private record ByChance() implements Condition.Code {

        @Override
        public Tensor code(int rows, Optional<Labels> labels, Scope scope) {
            return scope.normal("code", Shape.of(rows, 1));
        }
    }

    /** Sample i is of class i mod 3. */
    private record ThreeClasses(Samples numbers) implements Samples {

        @Override
        public Shape shape() {
            return numbers.shape();
        }

        @Override
        public OptionalLong size() {
            return numbers.size();
        }

        @Override
        public void read(long index, float[] target, int offset) {
            numbers.read(index, target, offset);
        }

        @Override
        public int classes() {
            return 3;
        }

        @Override
        public int label(long index) {
            return (int) (index % 3);
        }
    }

    private TrainedGenerator told(String condition) throws InterruptedException {
        TrainingRuntime conditional = conditional();
        return conditional.load(toldRun(conditional, condition));
    }

    private static TrainingRuntime conditional() {
        GeneratorProvider generators = () -> Component.of(Told::new, "told", "Help.");
        ConditionProvider byClass = () -> Component.of(ByClass::new, "by-class", "Help.");
        ConditionProvider byChance = () -> Component.of(ByChance::new, "by-chance", "Help.");
        CriticProvider critics = () -> Component.of(() -> TrainedGeneratorTest::scores, "sum", "Help.");
        LossProvider losses = () -> Component.of(TinyGan.Wasserstein::new, "mean-scores", "Help.");
        DataSourceProvider classes = () ->
                Component.of(() -> seed -> new ThreeClasses(new TinyGan.Numbers(9).open(seed)), "classes", "Help.");
        return TrainingRuntime.builder()
                .components(Components.given(
                        List.of(
                                generators,
                                critics,
                                losses,
                                classes,
                                byClass,
                                byChance,
                                Adam.provider(),
                                Normal.provider(),
                                Alternating.provider()),
                        List.of(new ReferenceBackendProvider())))
                .build();
    }

    private Path toldRun(TrainingRuntime conditional, String condition) throws InterruptedException {
        Recipe read = RecipeReader.read("told", """
                steps = 1
                batch-size = 4
                data = classes
                generator = told
                critic = sum
                loss = mean-scores
                conditions { %s {} }
                optimizer.generator { type = adam, learning-rate = 0 }
                backend.device = reference
                """.formatted(condition), List.of(), conditional.components());
        Path run = folder.resolveSibling(condition);
        conditional.start(conditional.plan(read), RunOptions.into(run)).await();
        return run;
    }

    private static Tensor scores(Tensor samples, Scope scope) {
        Tensor weight = scope.parameter("weight", Shape.of(2, 1), Initializer.ONES);
        return scope.layer("features", samples)
                .matmul(weight)
                .reshape(samples.shape().size(0));
    }

    private static double[] codes(float[] samples) {
        return IntStream.range(0, samples.length / 2)
                .mapToDouble(i -> samples[2 * i])
                .toArray();
    }

    @Test
    void classesTakeTurnsAndARowOfAnInterpolationHasOne() throws InterruptedException {
        try (TrainedGenerator generator = told("by-class")) {
            assertThat(codes(generator.sample(7, 1))).containsExactly(0, 1, 2, 0, 1, 2, 0);
            assertThat(codes(generator.interpolate(4, 2, 1))).containsExactly(0, 0, 1, 1, 2, 2, 0, 0);
        }
    }

    @Test
    void refusesACheckpointThatDoesNotSayHowManyClassesThereAre() throws IOException, InterruptedException {
        TrainingRuntime conditional = conditional();
        Path run = toldRun(conditional, "by-class");
        without(run.resolve("checkpoints/step-00000001.gantry"), "data/classes");

        assertThatThrownBy(() -> conditional.load(run))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("'data/classes' has shape [] here, and there it is missing");
    }

    @Test
    void codesAreOfTheSeedAndNotOnAWay() throws InterruptedException {
        try (TrainedGenerator generator = told("by-chance")) {
            double[] codes = codes(generator.sample(6, 1));
            assertThat(codes).doesNotHaveDuplicates();
            assertThat(codes(generator.sample(6, 1))).containsExactly(codes);
            assertThat(codes(generator.sample(6, 2))).doesNotContain(codes);
            assertThatThrownBy(() -> generator.interpolate(2, 2, 1))
                    .isInstanceOf(TrainingException.class)
                    .hasMessageContaining("condition 'by-chance'");
        }
    }

    private Path write(String line, String replacement) throws IOException {
        return Files.writeString(recipe, TinyGan.RECIPE.replace(line, replacement));
    }

    private double[] saved(String variable) {
        Checkpoint.SavedVariable saved =
                Checkpoints.find(folder).checkpoint().variables().get(variable);
        assertThat(saved).as(variable).isNotNull();
        return saved.values();
    }

    private static double[] latent(long seed, int index) {
        long key = Philox.key(seed, "latent");
        return new double[] {
            Philox.normal(key, 0, 3L * index),
            Philox.normal(key, 0, 3L * index + 1),
            Philox.normal(key, 0, 3L * index + 2)
        };
    }

    private static double dot(double[] left, double[] right) {
        return left[0] * right[0] + left[1] * right[1] + left[2] * right[2];
    }
}
