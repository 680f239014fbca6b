package dev.gantry.regularizers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.core.spi.Player;
import dev.gantry.core.spi.Regularizer;
import dev.gantry.core.spi.RegularizerProvider;
import dev.gantry.core.spi.Scores;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.scope.TracedScope;
import dev.gantry.regularizers.DiffAugment.Operation;
import dev.gantry.tck.CentralDifferences;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every regularizer in each of its forms, in a critic of one layer: first and second derivatives of what the two players minimise,
 * in samples, weights, parameters and state.
 */
class EveryRegularizerTest {

    static Stream<Regularizer> regularizers() {
        return Stream.of(
                new Consistency(2, List.of(Operation.values()), 0.5),
                new DiffAugment(List.of(Operation.COLOR)),
                new DiffAugment(List.of(Operation.TRANSLATION)),
                new DiffAugment(List.of(Operation.CUTOUT)),
                new FeatureMatching("features", FeatureMatching.Distance.SQUARED, 2, true),
                new FeatureMatching("features", FeatureMatching.Distance.ABSOLUTE, 2, false),
                new FeatureMatching("features", FeatureMatching.Distance.NORM, 2, true),
                new HistoricalAveraging(3),
                new InputNoise(0.3, 0.9),
                new LabelFlipping(0.4),
                new LabelSmoothing(0.9, 0.1),
                new LayerNoise(0.3, List.of("features")),
                new MinibatchDiscrimination(2, 3, "features"),
                new MinibatchStddev("features", MinibatchStddev.Variance.POPULATION),
                new MinibatchStddev("features", MinibatchStddev.Variance.UNBIASED),
                new Packing(2),
                new PullingAway("features", 2),
                new Replay(4),
                new TensorflowLabelSmoothing(0.3),
                new VirtualBatchNormalization(3, VirtualBatchNormalization.Networks.BOTH, 1e-5));
    }

    @Test
    void theseAreAll() {
        EveryRegularizerTest.class.getModule().addUses(RegularizerProvider.class);
        assertThat(ServiceLoader.load(RegularizerProvider.class).stream()
                        .map(provider -> provider.get().component())
                        .map(component ->
                                component.from(component.reference()).getClass().getName()))
                .containsExactlyInAnyOrderElementsOf(regularizers()
                        .map(each -> each.getClass().getName())
                        .distinct()
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("regularizers")
    void derivativesOnImages(Regularizer regularizer) {
        for (long seed = 1; seed <= 3; seed++) {
            CentralDifferences.confirm(losses(regularizer, Shape.of(4, 2, 4, 4)), seed);
        }
    }

    @ParameterizedTest
    @MethodSource("regularizers")
    void derivativesOnVectors(Regularizer regularizer) {
        if (!(regularizer instanceof DiffAugment)) {
            for (long seed = 1; seed <= 3; seed++) {
                CentralDifferences.confirm(losses(regularizer, Shape.of(4, 3)), seed);
            }
        }
    }

    /** Both players' losses, with all that the regularizer does to them. */
    private static Tensor losses(Regularizer regularizer, Shape batch) {
        TracedScope scope = TracedScope.training("test");
        Tensor progress = Tensor.scalar(0.2);
        UnaryOperator<Tensor> seen = samples -> regularizer instanceof Regularizer.CriticInput hook
                ? hook.criticInput(samples, progress, scope)
                : samples;
        Tensor real = seen.apply(Tensor.variable("real", batch));
        Tensor made = Tensor.variable("fake", batch);
        Tensor fake =
                seen.apply(regularizer instanceof Regularizer.ShownSamples hook ? hook.criticFake(made, scope) : made);
        int features = Math.toIntExact(real.shape().dropFirst().size());
        Tensor w = Tensor.variable("w", Shape.of(features, 2));
        GivenStep step = new GivenStep(
                real,
                fake,
                samples -> features(regularizer, samples, w, scope),
                new GivenStep.Flat(Tensor.variable("theta", Shape.of(3))),
                scope);
        Scores told = new Scores(step.score(real), step.score(fake), scope);
        Scores scores = regularizer instanceof Regularizer.LabelChange hook ? hook.labels(told, scope) : told;
        Tensor loss = crossEntropy(scores.real(), scores.realLabels())
                .add(crossEntropy(scores.fake(), scores.fakeLabels()))
                .add(scores.fake().neg().softplus().mean());
        if (regularizer instanceof Regularizer.CriticPenalty hook) {
            loss = loss.add(hook.criticPenalty(step));
        }
        return regularizer instanceof Regularizer.GeneratorPenalty hook ? loss.add(hook.generatorPenalty(step)) : loss;
    }

    private static Tensor features(Regularizer regularizer, Tensor samples, Tensor w, TracedScope scope) {
        if (!(regularizer instanceof Regularizer.LayerChange hook)) {
            return samples.flatten().matmul(w).tanh();
        }
        int reference = hook.referenceBatch();
        Tensor rows = reference == 0
                ? samples
                : Tensor.concat(
                        0, List.of(Tensor.variable("reference", samples.shape().with(0, reference)), samples));
        Tensor changed = hook.layer(
                Player.CRITIC, "hidden-1/pre-activation", rows.flatten().matmul(w), reference, scope);
        Tensor after = hook.layer(Player.CRITIC, "features", changed.tanh(), reference, scope);
        return after.slice(0, reference, after.shape().size(0));
    }

    private static Tensor crossEntropy(Tensor logits, Tensor labels) {
        return logits.softplus().sub(logits.mul(labels)).mean();
    }
}
