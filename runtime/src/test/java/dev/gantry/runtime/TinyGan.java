package dev.gantry.runtime;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import dev.gantry.core.component.Component;
import dev.gantry.core.component.Provider;
import dev.gantry.core.component.Schedule;
import dev.gantry.core.data.DataException;
import dev.gantry.core.data.DataSource;
import dev.gantry.core.data.DataSourceProvider;
import dev.gantry.core.data.Samples;
import dev.gantry.core.metric.Features;
import dev.gantry.core.metric.Metric;
import dev.gantry.core.metric.MetricValue;
import dev.gantry.core.random.Philox;
import dev.gantry.core.run.Listener;
import dev.gantry.core.scheme.Scheme;
import dev.gantry.core.spi.Condition;
import dev.gantry.core.spi.Critic;
import dev.gantry.core.spi.CriticProvider;
import dev.gantry.core.spi.Generator;
import dev.gantry.core.spi.GeneratorProvider;
import dev.gantry.core.spi.Initializer;
import dev.gantry.core.spi.LipschitzConstraint;
import dev.gantry.core.spi.LipschitzConstraintProvider;
import dev.gantry.core.spi.Loss;
import dev.gantry.core.spi.LossProvider;
import dev.gantry.core.spi.NetworkParameters;
import dev.gantry.core.spi.Optimizer;
import dev.gantry.core.spi.PlayerStep;
import dev.gantry.core.spi.Prior;
import dev.gantry.core.spi.Regularizer;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.spi.Scores;
import dev.gantry.core.tensor.Gradients;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.ShapeException;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.BackendProvider;
import dev.gantry.engine.backend.ReferenceBackendProvider;
import dev.gantry.engine.plan.Precision;
import dev.gantry.optimizers.Adam;
import dev.gantry.priors.Normal;
import dev.gantry.runtime.component.Components;
import dev.gantry.runtime.recipe.Chosen;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.recipe.Recipe.AppliedConstraint;
import dev.gantry.runtime.recipe.Recipe.MeasuredMetric;
import dev.gantry.runtime.recipe.Recipe.OptimizerChoice;
import dev.gantry.runtime.recipe.TrainingSettings;
import dev.gantry.runtime.recipe.TrainingSettings.BackendChoice;
import dev.gantry.runtime.recipe.TrainingSettings.CriticWarmUp;
import dev.gantry.runtime.recipe.TrainingSettings.Ema;
import dev.gantry.runtime.recipe.TrainingSettings.Every;
import dev.gantry.runtime.recipe.TrainingSettings.KeepBest;
import dev.gantry.runtime.recipe.TrainingSettings.Log;
import dev.gantry.runtime.recipe.TrainingSettings.OnDivergence;
import dev.gantry.runtime.recipe.TrainingSettings.PassChoice;
import dev.gantry.runtime.recipe.TrainingSettings.RunningStatistics;
import dev.gantry.runtime.recipe.TrainingSettings.SharedBatch;
import dev.gantry.runtime.recipe.TrainingSettings.StopWhen;
import dev.gantry.runtime.recipe.TrainingSettings.Unroll;
import dev.gantry.schedules.By;
import dev.gantry.schedules.Linear;
import dev.gantry.schemes.Alternating;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;

/** A GAN of a few parameters that uses everything a recipe can have, and the parts to vary it. */
public final class TinyGan {

    public static final Shape SAMPLE = Shape.of(2);
    public static final int BATCH = 4;

    public String name = "tiny";
    public long seed = 7;
    int steps = 12;
    public DataSource data = new Numbers(10);
    public Generator generator = new LinearGenerator();
    Prior prior = new Normal();
    public Critic critic = new TanhCritic();
    public Loss loss = new Wasserstein();
    public final SequencedMap<String, Condition> conditions = new LinkedHashMap<>();
    public final SequencedMap<String, LipschitzConstraint> constraints = new LinkedHashMap<>();
    public final SequencedMap<String, Regularizer> regularizers = new LinkedHashMap<>();
    public final SequencedMap<String, Metric> metrics = new LinkedHashMap<>();
    /** By the metric's name. */
    public final Map<String, Chosen<Features>> features = new HashMap<>();

    public final SequencedMap<String, Listener> listeners = new LinkedHashMap<>();

    public int lazyEvery = 1;

    /** Of constraints with a period of their own, by name. */
    public final Map<String, Integer> periods = new HashMap<>();

    public SharedBatch workers = SharedBatch.ONE;
    public Scheme scheme = new Alternating();
    public int unrollSteps;
    public int nCritic = 2;
    public CriticWarmUp criticWarmUp = new CriticWarmUp(1, 3, 0);
    public Optimizer optimizer = new Adam(0.5, 0.9, 1e-8);

    /** The generator's, if it is not the critic's. */
    public Optional<Optimizer> generatorOptimizer = Optional.empty();

    double learningRate = 0.01;
    Optional<Double> generatorLearningRate = Optional.empty();

    /** Both players', in place of the two above. */
    Optional<Schedule> learningRates = Optional.empty();

    public double emaDecay;
    public RunningStatistics statistics = RunningStatistics.COPIED;

    /** In place of {@link #emaDecay}. */
    Schedule emaDecays = Schedule.constant(0);

    String device = "reference";
    Every every = new Every(2, 4, 4, 3);
    public int keepCheckpoints = 2;
    public KeepBest keepBest = new KeepBest(Optional.empty(), Optional.empty());
    public StopWhen stopWhen = new StopWhen(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    public OnDivergence onDivergence = OnDivergence.WARN;
    public boolean tensorboard;

    /** Every kind of component, some with state and random numbers of their own. */
    public static TinyGan withEverything() {
        TinyGan gan = new TinyGan();
        gan.constraints.put("slope", new SlopePenalty());
        gan.constraints.put("clip", new Clip(0.5));
        gan.regularizers.put("noise", new FadingNoise());
        gan.metrics.put("mean", new Mean());
        gan.emaDecay = 0.9;
        return gan;
    }

    public Recipe recipe() {
        OptimizerChoice critics = new OptimizerChoice(optimizer, learningRates.orElse(falling(learningRate)));
        OptimizerChoice generators = new OptimizerChoice(
                generatorOptimizer.orElse(optimizer),
                learningRates.orElse(falling(generatorLearningRate.orElse(learningRate))));
        return new Recipe(
                new TrainingSettings(
                        name,
                        seed,
                        steps,
                        BATCH,
                        workers,
                        new Unroll(unrollSteps),
                        nCritic,
                        criticWarmUp,
                        new Ema(emaDecays.always(0) ? Schedule.constant(emaDecay) : emaDecays, statistics),
                        new BackendChoice(device, 2, Precision.FLOAT32, new PassChoice(true, true, true)),
                        every,
                        keepCheckpoints,
                        keepBest,
                        stopWhen,
                        onDivergence,
                        new Log(tensorboard)),
                data,
                generator,
                prior,
                Optional.of(critic).filter(_ -> scheme.hasCritic()),
                Optional.of(loss).filter(_ -> scheme.hasCritic()),
                conditions,
                applied(),
                regularizers,
                measured(),
                listeners,
                scheme,
                generators,
                critics,
                ConfigFactory.parseString(
                        """
                        generator { type = linear }
                        critic { type = tanh }
                        loss { type = wasserstein }
                        data { type = numbers }
                        backend { device = %s }
                        """.formatted(device), ConfigParseOptions.defaults().setOriginDescription("tiny.conf")));
    }

    private static Schedule falling(double rate) {
        return new Linear(rate, 0, Optional.empty(), By.STEPS, 2);
    }

    @Override
    public String toString() {
        return name;
    }

    private SequencedMap<String, AppliedConstraint> applied() {
        SequencedMap<String, AppliedConstraint> applied = new LinkedHashMap<>();
        constraints.forEach((key, constraint) ->
                applied.put(key, new AppliedConstraint(constraint, periods.getOrDefault(key, lazyEvery))));
        return applied;
    }

    private SequencedMap<String, MeasuredMetric> measured() {
        SequencedMap<String, MeasuredMetric> measured = new LinkedHashMap<>();
        metrics.forEach(
                (key, metric) -> measured.put(key, new MeasuredMetric(metric, Optional.ofNullable(features.get(key)))));
        return measured;
    }

    public static TrainingRuntime runtime(BackendProvider... more) {
        List<BackendProvider> backends = new ArrayList<>(List.of(more));
        backends.add(new ReferenceBackendProvider());
        return TrainingRuntime.builder()
                .components(Components.given(List.of(), backends))
                .build();
    }

    /** A recipe file of these parts; see {@link #components}. */
    static final String RECIPE = """
            seed = 7
            steps = 12
            batch-size = 4
            data = numbers
            generator = linear
            critic = tanh
            loss = mean-scores
            constraints { slope {} }
            n-critic = 2
            optimizer.generator { type = adam, learning-rate = 0.01 }
            ema.decay = 0.9
            backend.device = reference
            every { log = 2, metrics = 4, samples = 4, checkpoint = 3 }
            """;

    /** What {@link #RECIPE} names. */
    static Components components() {
        return components(List.of(new ReferenceBackendProvider()));
    }

    static Components components(List<BackendProvider> devices, Provider<?>... more) {
        GeneratorProvider generators = () -> Component.of(LinearGenerator::new, "linear", "Help.");
        CriticProvider critics = () -> Component.of(TanhCritic::new, "tanh", "Help.");
        LossProvider losses = () -> Component.of(Wasserstein::new, "mean-scores", "Help.");
        LipschitzConstraintProvider constraints = () -> Component.of(SlopePenalty::new, "slope", "Help.");
        DataSourceProvider numbers = () -> Component.of(() -> new Numbers(10), "numbers", "Help.");
        DataSourceProvider missing = () -> Component.of(
                () -> seed -> {
                    throw new DataException("the data is gone");
                },
                "missing",
                "Help.");
        CriticProvider picky = () -> Component.of(
                () -> (samples, scope) -> {
                    throw new ShapeException("takes images, found samples of shape " + samples.shape());
                },
                "picky",
                "Help.");
        List<Provider<?>> providers = new ArrayList<>(List.of(more));
        providers.addAll(List.of(
                generators,
                critics,
                losses,
                constraints,
                numbers,
                missing,
                picky,
                Adam.provider(),
                Normal.provider(),
                Alternating.provider()));
        return Components.given(providers, devices);
    }

    /** Sample {@code i} of {@code count} is {@code [i, -i] / count}. */
    public record Numbers(long count) implements DataSource {

        @Override
        public Samples open(long seed) {
            return new Samples() {
                @Override
                public Shape shape() {
                    return SAMPLE;
                }

                @Override
                public OptionalLong size() {
                    return OptionalLong.of(count);
                }

                @Override
                public void read(long index, float[] target, int offset) {
                    target[offset] = (float) index / count;
                    target[offset + 1] = (float) -index / count;
                }
            };
        }
    }

    /** {@code z W + b}, where the scale of z follows a counter, so that the generator has state. */
    public record LinearGenerator() implements Generator {

        @Override
        public Shape latentShape() {
            return Shape.of(3);
        }

        @Override
        public Tensor generate(Tensor latent, Shape sampleShape, Scope scope) {
            Tensor seen = scope.state("batches", Shape.SCALAR, Initializer.ONES);
            if (scope.training()) {
                scope.update("batches", seen.add(1));
            }
            Tensor weight = scope.parameter("weight", Shape.of(3, sampleShape.size(0)), Initializer.normal(0, 0.5));
            Tensor bias = scope.parameter("bias", sampleShape, Initializer.ZEROS);
            return latent.matmul(weight).add(bias).mul(seen.sub(1).mul(0.001).add(1));
        }
    }

    /** {@code v . tanh(x W)}, after noise of its own. */
    record TanhCritic() implements Critic {

        @Override
        public Tensor score(Tensor samples, Scope scope) {
            Scope layer = scope.child("hidden");
            Tensor noisy = samples.add(layer.normal("noise", samples.shape()).mul(0.01));
            Tensor weight = layer.parameter("weight", Shape.of(2, 4), Initializer.normal(0, 0.3));
            Tensor output = scope.parameter("output", Shape.of(4, 1), Initializer.uniform(0.3));
            return noisy.matmul(weight)
                    .tanh()
                    .matmul(output)
                    .reshape(samples.shape().size(0));
        }
    }

    record Wasserstein() implements Loss {

        @Override
        public Tensor critic(Scores scores) {
            return scores.fake().mean().sub(scores.real().mean());
        }

        @Override
        public Tensor generator(Scores scores) {
            return scores.fake().mean().neg();
        }

        @Override
        public boolean estimatesWasserstein() {
            return true;
        }
    }

    public record SlopePenalty() implements LipschitzConstraint {

        @Override
        public Optional<Tensor> penalty(PlayerStep step) {
            Tensor between = step.real().add(step.fake()).mul(0.5);
            Tensor gradient = Gradients.of(step.score(between).sum(), between);
            return Optional.of(gradient.square()
                    .mean()
                    .add(step.parameters().flat().square().sum().mul(0.01)));
        }
    }

    public record Clip(double bound) implements LipschitzConstraint {

        @Override
        public Tensor project(NetworkParameters parameters) {
            return parameters.flat().clip(-bound, bound);
        }
    }

    /** Noise that fades with progress and counts what it has seen. */
    record FadingNoise() implements Regularizer.CriticInput {

        @Override
        public Tensor criticInput(Tensor samples, Tensor progress, Scope scope) {
            scope.update(
                    "seen",
                    scope.state("seen", Shape.SCALAR, Initializer.ZEROS)
                            .add(samples.shape().size(0)));
            return samples.add(scope.normal("noise", samples.shape())
                    .mul(progress.neg().add(1).mul(0.1)));
        }
    }

    record Mean() implements Metric {

        @Override
        public int sampleCount() {
            return 6;
        }

        @Override
        public List<MetricValue> values() {
            return List.of(MetricValue.neitherIsBetter("mean-value"));
        }

        @Override
        public Map<String, Double> measure(Samples data, float[] generated, int count, long seed) {
            double sum = 0;
            for (int i = 0; i < 2 * count; i++) {
                sum += generated[i];
            }
            return Map.of("mean-value", sum / (2 * count));
        }
    }

    /** Draws that no two indices share, without a size. */
    record Draws() implements DataSource {

        @Override
        public Samples open(long seed) {
            long key = Philox.key(seed, "draws");
            return new Samples() {
                @Override
                public Shape shape() {
                    return SAMPLE;
                }

                @Override
                public OptionalLong size() {
                    return OptionalLong.empty();
                }

                @Override
                public void read(long index, float[] target, int offset) {
                    target[offset] = (float) Philox.normal(key, index, 0);
                    target[offset + 1] = (float) Philox.normal(key, index, 1);
                }
            };
        }
    }
}
