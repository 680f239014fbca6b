package dev.gantry.runtime.recipe;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.component.Schedule;
import dev.gantry.core.data.DataSource;
import dev.gantry.core.data.DataSourceProvider;
import dev.gantry.core.data.Samples;
import dev.gantry.core.metric.Features;
import dev.gantry.core.metric.FeaturesProvider;
import dev.gantry.core.metric.Metric;
import dev.gantry.core.metric.MetricProvider;
import dev.gantry.core.metric.MetricValue;
import dev.gantry.core.spi.Critic;
import dev.gantry.core.spi.CriticProvider;
import dev.gantry.core.spi.Generator;
import dev.gantry.core.spi.GeneratorProvider;
import dev.gantry.core.spi.LipschitzConstraint;
import dev.gantry.core.spi.LipschitzConstraintProvider;
import dev.gantry.core.spi.Loss;
import dev.gantry.core.spi.LossProvider;
import dev.gantry.core.spi.Regularizer;
import dev.gantry.core.spi.RegularizerProvider;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.spi.Scores;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackendProvider;
import dev.gantry.optimizers.Adam;
import dev.gantry.optimizers.RmsProp;
import dev.gantry.optimizers.Sgd;
import dev.gantry.priors.Normal;
import dev.gantry.runtime.component.Components;
import dev.gantry.schedules.Cosine;
import dev.gantry.schedules.Linear;
import dev.gantry.schemes.Alternating;
import dev.gantry.schemes.Imle;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Components that have settings to get wrong and nothing else. */
final class FakeComponents {

    private FakeComponents() {}

    static Components components() {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        DataSourceProvider ring = () -> Component.of(lookup, Ring.class, "ring", "Modes on a circle.", """
                # how many
                modes = 8
                radius = 2
                stddev = 0.02
                """);
        DataSourceProvider folder = () -> Component.of(lookup, Folder.class, "image-folder", "Images.", """
                # where the images are
                path = null
                # every image is scaled to this many pixels
                size = null
                mirror = false
                """);
        GeneratorProvider generator = () -> Component.of(lookup, MlpGenerator.class, "mlp", "Dense layers.", """
                latent = 64
                hidden = [128, 128]
                activation = relu
                slope = null
                """);
        CriticProvider critic = () -> Component.of(lookup, LayeredCritic.class, "layers", "Listed layers.", """
                layers = []
                init { stddev = 0.02, bias = 0 }
                """);
        LossProvider wasserstein = () -> Component.of(Wasserstein::new, "wasserstein", "The critic's difference.");
        LossProvider leastSquares = () -> Component.of(lookup, LeastSquares.class, "least-squares", "Squares.", """
                factor = 0.5
                """);
        LipschitzConstraintProvider penalty =
                () -> Component.of(lookup, GradientPenalty.class, "gradient-penalty", "A penalty.", """
                lambda = 10
                target = 1
                one-sided = false
                """);
        LipschitzConstraintProvider clipping =
                () -> Component.of(lookup, WeightClipping.class, "weight-clipping", "Clips weights.", "bound = 0.01");
        RegularizerProvider smoothing =
                () -> Component.of(lookup, LabelSmoothing.class, "label-smoothing", "Softer labels.", """
                real = 0.9
                fake = 0
                """);
        RegularizerProvider noise =
                () -> Component.of(lookup, InputNoise.class, "input-noise", "Noise.", "stddev = 0.1");
        MetricProvider coverage = () -> Component.of(lookup, Coverage.class, "mode-coverage", "Modes.", "sigmas = 3");
        MetricProvider distance =
                () -> Component.of(() -> new Distance(Metric.Input.FEATURES), "distance", "Features.");
        MetricProvider score = () -> Component.of(() -> new Distance(Metric.Input.CLASS_SCORES), "score", "Classes.");
        FeaturesProvider blur = () -> Component.of(lookup, Blur.class, "blur", "Blurred.", "width = 2");
        FeaturesProvider classifier = () -> Component.of(Classifier::new, "classifier", "Classes.");
        return Components.given(
                List.of(
                        ring,
                        folder,
                        generator,
                        critic,
                        wasserstein,
                        leastSquares,
                        penalty,
                        clipping,
                        smoothing,
                        noise,
                        coverage,
                        distance,
                        score,
                        blur,
                        classifier,
                        Adam.provider(),
                        Linear.provider(),
                        Cosine.provider(),
                        Normal.provider(),
                        Alternating.provider(),
                        Imle.provider(),
                        RmsProp.provider(),
                        Sgd.provider()),
                List.of(new ReferenceBackendProvider()));
    }

    record Ring(int modes, double radius, double stddev) implements DataSource {

        Ring {
            Require.positive("modes", modes);
            Require.positive("radius", radius);
            Require.notNegative("stddev", stddev);
            if (stddev > radius) {
                throw new IllegalArgumentException("a ring that is wider than its radius is none");
            }
        }

        @Override
        public Samples open(long seed) {
            throw new UnsupportedOperationException();
        }
    }

    record Folder(String path, int size, boolean mirror) implements DataSource {

        @Override
        public Samples open(long seed) {
            throw new UnsupportedOperationException();
        }
    }

    enum Activation {
        RELU,
        LEAKY_RELU,
        TANH
    }

    record MlpGenerator(int latent, List<Integer> hidden, Activation activation, Optional<Double> slope)
            implements Generator {

        MlpGenerator {
            Require.positive("latent", latent);
            hidden.forEach(width -> Require.positive("hidden", width));
        }

        @Override
        public Shape latentShape() {
            return Shape.of(latent);
        }

        @Override
        public Tensor generate(Tensor latent, Shape sampleShape, Scope scope) {
            throw new UnsupportedOperationException();
        }
    }

    record LayeredCritic(List<Layer> layers, Init init) implements Critic {

        record Layer(int units, Optional<Activation> activation) {

            Layer {
                Require.positive("units", units);
            }
        }

        record Init(double stddev, double bias) {

            Init {
                Require.positive("stddev", stddev);
            }
        }

        @Override
        public Tensor score(Tensor samples, Scope scope) {
            throw new UnsupportedOperationException();
        }
    }

    record Wasserstein() implements Loss {

        @Override
        public Tensor critic(Scores scores) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Tensor generator(Scores scores) {
            throw new UnsupportedOperationException();
        }
    }

    record LeastSquares(double factor) implements Loss {

        LeastSquares {
            Require.positive("factor", factor);
        }

        @Override
        public Tensor critic(Scores scores) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Tensor generator(Scores scores) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean usesLabels() {
            return true;
        }
    }

    record GradientPenalty(Schedule lambda, double target, boolean oneSided) implements LipschitzConstraint {

        GradientPenalty {
            lambda = Require.positive("lambda", lambda);
            Require.notNegative("target", target);
        }

        GradientPenalty(double lambda, double target, boolean oneSided) {
            this(Schedule.constant(lambda), target, oneSided);
        }
    }

    record WeightClipping(double bound) implements LipschitzConstraint {}

    record LabelSmoothing(double real, double fake) implements Regularizer.LabelChange {

        @Override
        public Scores labels(Scores scores, Scope scope) {
            return scores;
        }
    }

    record InputNoise(double stddev) implements Regularizer {}

    record Distance(Metric.Input input) implements Metric {

        @Override
        public List<MetricValue> values() {
            return List.of(MetricValue.lowerIsBetter("distance"));
        }

        @Override
        public Map<String, Double> measure(Samples data, float[] generated, int count, long seed) {
            throw new UnsupportedOperationException();
        }
    }

    record Blur(int width) implements Features {

        Blur {
            Require.positive("width", width);
        }

        @Override
        public int size(Shape sample) {
            throw new UnsupportedOperationException();
        }

        @Override
        public float[] of(float[] samples, int count, Shape sample) {
            throw new UnsupportedOperationException();
        }
    }

    record Classifier() implements Features {

        @Override
        public int size(Shape sample) {
            throw new UnsupportedOperationException();
        }

        @Override
        public float[] of(float[] samples, int count, Shape sample) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Features> classScores() {
            return Optional.of(new Blur(1));
        }
    }

    record Coverage(double sigmas) implements Metric {

        @Override
        public List<MetricValue> values() {
            return List.of(MetricValue.higherIsBetter("covered"));
        }

        @Override
        public Map<String, Double> measure(Samples data, float[] generated, int count, long seed) {
            throw new UnsupportedOperationException();
        }
    }
}
