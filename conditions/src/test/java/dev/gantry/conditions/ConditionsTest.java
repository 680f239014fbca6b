package dev.gantry.conditions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.component.Component;
import dev.gantry.core.spi.Condition;
import dev.gantry.core.spi.ConditionProvider;
import dev.gantry.core.spi.ConditionStep;
import dev.gantry.core.spi.Labels;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Gradients;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.scope.TracedScope;
import dev.gantry.tck.CentralDifferences;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConditionsTest {

    private static final Labels LABELS = new Labels(Tensor.of(Shape.of(4), 1, 2, 0, 0), 4);

    /** What a head said, as given. */
    private record Given(Tensor real, Tensor fake, Tensor labelled, Labels labels, Tensor code)
            implements ConditionStep {

        @Override
        public Labels subsetLabels() {
            return labels;
        }

        @Override
        public Scope scope() {
            return TracedScope.training("test");
        }
    }

    @Test
    @DisplayName("U1.6 ACGAN")
    void auxiliaryClassifier() {
        Tensor fake = Tensor.of(
                Shape.of(4, 4), 10, 4.4, -5.5, 3.6, -4, 4.4, 5.2, 4.6, 1.1, 2.4, -3.5, 5.6, 1.1, 2.4, -3.5, 5.6);
        Tensor real = Tensor.of(
                Shape.of(4, 4), -2, .4, 12.5, 2.7, -1.2, 1.9, 12.3, 2.6, -2.4, -1.7, 2.5, 2.7, 1.1, 2.4, -3.5, 5.6);
        ConditionStep step = new Given(real, fake, real, LABELS, LABELS.oneHot());
        AuxiliaryClassifier classifier = new AuxiliaryClassifier(1);
        assertThat(value(classifier.generatorTerm(step))).isCloseTo(3.84974, within(5e-6));
        assertThat(value(classifier.criticTerm(step))).isCloseTo(9.43950, within(5e-6));
        assertThat(value(new AuxiliaryClassifier(3).generatorTerm(step))).isCloseTo(3 * 3.84974, within(2e-5));
        // Of the real rows only the second has its largest logit at its class.
        assertThat(value(classifier.error(step))).isEqualTo(0.75);
    }

    @Test
    @DisplayName("U1.9 InfoGAN")
    void mutualInformation() {
        Tensor head = Tensor.of(Shape.of(1, 3), 1, 2, 0);
        Tensor code = Tensor.of(Shape.of(1, 3), 0, 1, 2);
        ConditionStep step = new Given(head, head, head, LABELS, code);
        assertThat(value(new MutualInformation(2, 1, 1).generatorTerm(step))).isCloseTo(1.61610, within(5e-6));
        assertThat(value(new MutualInformation(2, 1, 0.5).criticTerm(step))).isCloseTo(0.80805, within(5e-6));
    }

    @Test
    void codesOfMutualInformationAreOneHotAndUniform() {
        TracedScope scope = TracedScope.training("test");
        Tensor code = new MutualInformation(4, 2, 1).code(1000, Optional.empty(), scope);
        double[] codes = ReferenceBackend.evaluate(code, Map.of());
        double[] sums = new double[6];
        for (int row = 0; row < 1000; row++) {
            double ones = 0;
            for (int i = 0; i < 6; i++) {
                double value = codes[6 * row + i];
                sums[i] += value;
                if (i < 4) {
                    assertThat(value).isIn(0.0, 1.0);
                    ones += value;
                } else {
                    assertThat(value).isBetween(-1.0, 1.0);
                }
            }
            assertThat(ones).isEqualTo(1);
        }
        // Five standard deviations of a binomial and of a uniform distribution.
        for (int i = 0; i < 4; i++) {
            assertThat(sums[i]).isCloseTo(250, within(69.0));
        }
        assertThat(sums[4]).isCloseTo(0, within(92.0));
    }

    @Test
    void semiSupervisedScoreIsTheOddsOfBeingReal() {
        Tensor logits = Tensor.of(Shape.of(2, 3), 1, 2, 3, -1e4, 0, -1e4);
        SemiSupervised condition = new SemiSupervised(30, 2, 2, 0, true);
        Tensor score = condition.score(
                Tensor.zeros(Shape.of(2)), logits, Optional.of(logits), Optional.empty(), TracedScope.training("test"));
        assertThat(ReferenceBackend.evaluate(score, Map.of()))
                .containsExactly(new double[] {Math.log(Math.exp(1) + Math.exp(2) + Math.exp(3)), 0}, within(1e-12));
        Labels labels = new Labels(Tensor.of(Shape.of(2), 2, 0), 3);
        ConditionStep step = new Given(logits, logits, logits, labels, labels.oneHot());
        double first = Math.log(Math.exp(1) + Math.exp(2) + Math.exp(3)) - 3;
        assertThat(value(condition.criticTerm(step))).isCloseTo(2 * (first + 1e4) / 2, within(1e-9));
        assertThat(value(condition.error(step))).isEqualTo(0.5);
    }

    /** The classifier that the labelled samples alone teach. */
    @Test
    void semiSupervisedScoreHasNoGradientOutsideTheGame() {
        Tensor head = Tensor.of(Shape.of(2, 2), 1, 2, 3, 4);
        SemiSupervised condition = new SemiSupervised(30, 2, 2, 0, false);
        Tensor score = condition.score(
                Tensor.zeros(Shape.of(2)), head, Optional.of(head), Optional.empty(), TracedScope.training("test"));
        Labels labels = new Labels(Tensor.of(Shape.of(2), 0, 1), 2);
        Tensor term = condition.criticTerm(new Given(head, head, head, labels, labels.oneHot()));
        assertThat(ReferenceBackend.evaluate(Gradients.of(score.sum(), head), Map.of()))
                .containsOnly(0);
        double wrong = 1 / (1 + Math.exp(-1));
        assertThat(ReferenceBackend.evaluate(Gradients.of(term, head), Map.of()))
                .containsExactly(new double[] {-wrong, wrong, 1 - wrong, wrong - 1}, within(1e-12));
    }

    @Test
    void projectionAddsTheProductWithTheClasssVector() {
        TracedScope scope = TracedScope.training("test");
        Labels labels = new Labels(Tensor.of(Shape.of(2), 1, 0), 2);
        Tensor features = Tensor.of(Shape.of(2, 3), 1, 2, 3, -1, 0, 5);
        Tensor score = new Projection()
                .score(Tensor.of(Shape.of(2), 10, 20), features, Optional.empty(), Optional.of(labels), scope);
        Map<String, double[]> at = Map.of("embedding", new double[] {1, 1, 1, 2, 0.5, -1});
        assertThat(ReferenceBackend.evaluate(score, at))
                .containsExactly(new double[] {10 + 2 + 1 - 3, 20 - 1 + 5}, within(1e-12));
    }

    @Test
    void labelConcatenationGivesImagesAChannelForEachClass() {
        Labels labels = new Labels(Tensor.of(Shape.of(2), 1, 0), 2);
        Tensor images = Tensor.fill(Shape.of(2, 1, 1, 2), 7);
        assertThat(ReferenceBackend.evaluate(
                        new LabelConcatenation().criticInput(images, Optional.of(labels)), Map.of()))
                .containsExactly(7, 7, 0, 0, 1, 1, 7, 7, 1, 1, 0, 0);
        Tensor rows = Tensor.fill(Shape.of(2, 1), 7);
        assertThat(ReferenceBackend.evaluate(new LabelConcatenation().criticInput(rows, Optional.of(labels)), Map.of()))
                .containsExactly(7, 0, 1, 7, 1, 0);
    }

    static Stream<Condition> conditions() {
        return Stream.of(
                new AuxiliaryClassifier(2),
                new LabelConcatenation(),
                new MutualInformation(2, 2, 2),
                new MutualInformation(4, 0, 1),
                new MutualInformation(0, 3, 1),
                new Projection(),
                new SemiSupervised(4, 4, 2, 0, true));
    }

    /** All that a condition adds to either loss, in samples, weights, heads and embeddings. */
    @ParameterizedTest
    @MethodSource("conditions")
    void derivatives(Condition condition) {
        for (long seed = 1; seed <= 3; seed++) {
            CentralDifferences.confirm(losses(condition), seed);
        }
    }

    /** Both losses of a critic whose features are {@code tanh(x W)} and whose own score is their sum. */
    private static Tensor losses(Condition condition) {
        TracedScope scope = TracedScope.training("test");
        Tensor code = condition instanceof Condition.Code hook
                ? hook.code(4, Optional.of(LABELS), scope)
                : Tensor.zeros(Shape.of(4, 1));
        Judged real = judged(condition, Tensor.variable("real", Shape.of(4, 3)), scope);
        // The generator is told the code.
        Tensor made = Tensor.concat(1, List.of(Tensor.variable("latent", Shape.of(4, 2)), code))
                .matmul(Tensor.variable("g", Shape.of(2 + code.shape().size(1), 3)))
                .tanh();
        Judged fake = judged(condition, made, scope);
        ConditionStep step = new Given(real.head, fake.head, real.head, LABELS, code);
        Tensor loss = real.score.neg().softplus().mean().add(fake.score.square().mean());
        if (condition instanceof Condition.CriticTerm hook) {
            loss = loss.add(hook.criticTerm(step));
        }
        return condition instanceof Condition.GeneratorTerm hook ? loss.add(hook.generatorTerm(step)) : loss;
    }

    private record Judged(Tensor score, Tensor head) {}

    private static Judged judged(Condition condition, Tensor samples, TracedScope scope) {
        Tensor seen = condition instanceof Condition.CriticInput hook
                ? hook.criticInput(samples, Optional.of(LABELS))
                : samples;
        Tensor features = seen.matmul(Tensor.variable("w", Shape.of(seen.shape().size(1), 3)))
                .tanh();
        Optional<Tensor> head = condition instanceof Condition.Head hook
                ? Optional.of(hook.head(features, 4, scope))
                : Optional.empty();
        Tensor own = features.sum(1).reshape(4);
        Tensor score = condition instanceof Condition.ScoreChange hook
                ? hook.score(own, features, head, Optional.of(LABELS), scope)
                : own;
        return new Judged(score, head.orElse(features));
    }

    /** Of two rows with logits of +-1e4, the first at its class and the second away from it. */
    @Test
    void finiteWithTheRightGradientAtExtremeLogits() {
        Tensor head = Tensor.of(Shape.of(2, 2), 1e4, -1e4, 1e4, -1e4);
        Labels labels = new Labels(Tensor.of(Shape.of(2), 0, 1), 2);
        ConditionStep step = new Given(head, head, head, labels, labels.oneHot());
        List<Tensor> terms = List.of(
                new AuxiliaryClassifier(1).generatorTerm(step),
                new MutualInformation(2, 0, 1).generatorTerm(step),
                new SemiSupervised(2, 2, 1, 0, true).criticTerm(step));
        for (Tensor term : terms) {
            assertThat(value(term)).isEqualTo(1e4);
            assertThat(ReferenceBackend.evaluate(Gradients.of(term, head), Map.of()))
                    .containsExactly(new double[] {0, 0, 0.5, -0.5}, within(1e-12));
        }
        Tensor score = new SemiSupervised(2, 2, 1, 0, true)
                .score(
                        Tensor.zeros(Shape.of(2)),
                        head,
                        Optional.of(head),
                        Optional.empty(),
                        TracedScope.training("test"));
        assertThat(ReferenceBackend.evaluate(score, Map.of())).containsExactly(1e4, 1e4);
        assertThat(ReferenceBackend.evaluate(Gradients.of(score.sum(), head), Map.of()))
                .containsExactly(new double[] {1, 0, 1, 0}, within(1e-12));
    }

    @Test
    void everyConditionIsFoundByName() {
        ConditionsTest.class.getModule().addUses(ConditionProvider.class);
        assertThat(ServiceLoader.load(ConditionProvider.class).stream()
                        .map(provider -> provider.get().component()))
                .extracting(Component::name, component -> component.from(component.reference()))
                .containsExactlyInAnyOrder(
                        tuple("auxiliary-classifier", (Condition) new AuxiliaryClassifier(1)),
                        tuple("label-concatenation", new LabelConcatenation()),
                        tuple("mutual-information", new MutualInformation(10, 2, 1)),
                        tuple("projection", new Projection()),
                        tuple("semi-supervised", new SemiSupervised(100, 50, 1, 0, true)));
        assertThat(ServiceLoader.load(ConditionProvider.class).stream()
                        .map(provider -> provider.get().component())
                        .map(component ->
                                component.from(component.reference()).getClass().getName()))
                .containsExactlyInAnyOrderElementsOf(conditions()
                        .map(each -> each.getClass().getName())
                        .distinct()
                        .toList());
    }

    @Test
    void rules() {
        assertThatThrownBy(() -> new MutualInformation(0, 0, 1))
                .hasMessage("'continuous' must be at least 1 where 'categories' is 0, found 0");
        assertThatThrownBy(() -> new MutualInformation(1_000_000_000, 2, 1))
                .hasMessage("'categories' must be at most 10000, found 1000000000");
        assertThatThrownBy(() -> new MutualInformation(10, 1_000_000_000, 1))
                .hasMessage("'continuous' must be at most 256, found 1000000000");
        assertThatThrownBy(() -> new SemiSupervised(1_000_000_000, 1, 1, 0, true))
                .hasMessage("'labels' must be at most 1000000, found 1000000000");
        assertThatThrownBy(() -> new AuxiliaryClassifier(0)).hasMessage("'weight' must be greater than 0, found 0.0");
        assertThatThrownBy(() -> new SemiSupervised(0, 1, 1, 0, true))
                .hasMessage("'labels' must be at least 1, found 0");
        assertThatThrownBy(() -> new SemiSupervised(10, 4, 1, 10, true))
                .hasMessage("'held-out' must be a multiple of 'batch', 4, found 10");
    }

    private static double value(Tensor scalar) {
        return ReferenceBackend.evaluate(scalar, Map.of())[0];
    }
}
