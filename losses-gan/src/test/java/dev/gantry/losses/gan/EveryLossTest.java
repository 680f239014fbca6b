package dev.gantry.losses.gan;

import static dev.gantry.losses.gan.Batch.FAKE;
import static dev.gantry.losses.gan.Batch.REAL;
import static dev.gantry.losses.gan.Batch.scores;
import static dev.gantry.losses.gan.Batch.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.spi.Loss;
import dev.gantry.core.spi.LossProvider;
import dev.gantry.core.spi.Scores;
import dev.gantry.core.tensor.Gradients;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.ShapeException;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.scope.TracedScope;
import dev.gantry.losses.gan.RelativisticLoss.Base;
import dev.gantry.losses.gan.RelativisticLoss.Form;
import dev.gantry.tck.CentralDifferences;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for each loss in each of its forms. */
class EveryLossTest {

    static Stream<Loss> losses() {
        Stream<Loss> relativistic = Stream.of(Form.values())
                .flatMap(form -> Stream.of(Base.values()).map(base -> new RelativisticLoss(form, base)));
        return Stream.concat(
                Stream.of(
                        new MinimaxLoss(),
                        new NonSaturatingLoss(),
                        new LeastSquaresLoss(0.5),
                        new LeastSquaresLoss(1),
                        new HingeLoss(),
                        new EnergyBasedLoss(2),
                        new BoundaryEquilibriumLoss(0.5, 0.001)),
                relativistic);
    }

    @ParameterizedTest
    @MethodSource("losses")
    void derivatives(Loss loss) {
        // Three times as wide as the variables, to reach over the margins.
        Scores scores = new Scores(
                Tensor.variable("real", Shape.of(5)).mul(3),
                Tensor.variable("fake", Shape.of(5)).mul(3),
                Tensor.variable("real-labels", Shape.of(5)),
                Tensor.variable("fake-labels", Shape.SCALAR),
                TracedScope.training("test"));
        for (long seed = 1; seed <= 3; seed++) {
            CentralDifferences.confirm(loss.critic(scores), seed);
            CentralDifferences.confirm(loss.generator(scores), seed);
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void theWassersteinDistanceIsNotEstimated(Loss loss) {
        assertThat(loss.estimatesWasserstein()).isFalse();
    }

    @Test
    void theseAreAll() {
        EveryLossTest.class.getModule().addUses(LossProvider.class);
        assertThat(ServiceLoader.load(LossProvider.class).stream()
                        .map(provider -> provider.get().component())
                        .map(component ->
                                component.from(component.reference()).getClass().getName()))
                .containsExactlyInAnyOrderElementsOf(
                        losses().map(each -> each.getClass().getName())
                                .distinct()
                                .toList());
        assertThat(atExtremeScores()
                        .map(row -> row.get()[0].getClass().getName())
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(
                        losses().map(each -> each.getClass().getName())
                                .distinct()
                                .toList());
    }

    /** Of real scores 1e4 and -1e4 with the label 0.9, and fake ones with 0.2: the gradient is (sigmoid - label) / 2. */
    @ParameterizedTest
    @MethodSource("crossEntropies")
    void isFiniteWithTheRightGradientAtExtremeScoresWithSoftLabels(Loss loss) {
        Tensor real = Batch.vector(1e4, -1e4);
        Tensor fake = Batch.vector(-1e4, 1e4);
        Scores scores =
                new Scores(real, fake, TracedScope.training("test")).withLabels(Tensor.scalar(0.9), Tensor.scalar(0.2));
        Tensor critic = loss.critic(scores);
        assertThat(value(critic)).isCloseTo((0.1 + 0.9 + 0.2 + 0.8) * 1e4 / 2, within(1e-9));
        assertThat(Batch.values(Gradients.of(critic, real))).containsExactly(new double[] {0.05, -0.45}, within(1e-12));
        assertThat(Batch.values(Gradients.of(critic, fake))).containsExactly(new double[] {-0.1, 0.4}, within(1e-12));
    }

    static Stream<Loss> crossEntropies() {
        return Stream.of(new MinimaxLoss(), new NonSaturatingLoss());
    }

    /** A critic's scores have one axis. */
    @DisplayName("U1 scores of shape [2, 2] have the same loss")
    @ParameterizedTest
    @MethodSource("losses")
    void scoresInTwoAxes(Loss loss) {
        Tensor real = Tensor.of(Shape.of(2, 2), REAL);
        Tensor fake = Tensor.of(Shape.of(2, 2), FAKE);
        TracedScope scope = TracedScope.training("test");
        assertThatThrownBy(() -> new Scores(real, fake, scope))
                .isInstanceOf(ShapeException.class)
                .hasMessage("scores have one axis, the batch; found [2, 2] and [2, 2]");
        Scores flat = new Scores(real.reshape(4), fake.reshape(4), scope);
        Scores given = scores(REAL, FAKE);
        assertThat(value(loss.critic(flat))).isEqualTo(value(loss.critic(given)));
        assertThat(value(loss.generator(flat))).isEqualTo(value(loss.generator(given)));
    }

    /** A loss that is a mean over samples is also the mean of each sample's own, by whatever weight. */
    @DisplayName("U1.1, U1.2, U1.3, U1.5 times 2.3 with a weight, and with a tensor of weights")
    @ParameterizedTest
    @MethodSource("means")
    void weighted(Loss loss, double critic, double generator) {
        Scores scores = scores(REAL, FAKE);
        assertThat(value(loss.critic(scores).mul(2.3))).isCloseTo(2.3 * critic, within(1e-5));
        assertThat(value(loss.generator(scores).mul(2.3))).isCloseTo(2.3 * generator, within(1e-5));
        double ofCritics = 0;
        double ofGenerators = 0;
        for (int i = 0; i < REAL.length; i++) {
            Scores one = scores(REAL[i], FAKE[i]);
            ofCritics += 2.3 * value(loss.critic(one)) / REAL.length;
            ofGenerators += 2.3 * value(loss.generator(one)) / REAL.length;
        }
        assertThat(ofCritics).isCloseTo(2.3 * critic, within(1e-5));
        assertThat(ofGenerators).isCloseTo(2.3 * generator, within(1e-5));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void aBatchTwiceOverHasTheSameLoss(Loss loss) {
        Scores once = scores(REAL, FAKE);
        Scores twice = scores(twice(REAL), twice(FAKE));
        assertThat(value(loss.critic(twice))).isCloseTo(value(loss.critic(once)), within(1e-12));
        assertThat(value(loss.generator(twice))).isCloseTo(value(loss.generator(once)), within(1e-12));
    }

    static Stream<Arguments> means() {
        return Stream.of(
                Arguments.of(new LeastSquaresLoss(0.5), 41.73375, 17.69625),
                Arguments.of(new NonSaturatingLoss(), 5.83386589165402, 1.385820879946423),
                Arguments.of(new MinimaxLoss(), 5.83386589165402, -4.510820879946423),
                Arguments.of(new HingeLoss(), 6.75, -3.125));
    }

    private static double[] twice(double[] values) {
        return Stream.of(values, values).flatMapToDouble(Arrays::stream).toArray();
    }

    /** Of real scores 1e4 and -1e4 and fake scores -1e4 and 1e4, by hand. */
    static Stream<Arguments> atExtremeScores() {
        return Stream.of(
                extreme(new MinimaxLoss(), 1e4, of(0, -0.5), of(0, 0.5), of(0, -0.5)),
                extreme(new NonSaturatingLoss(), 1e4, of(0, -0.5), of(0, 0.5), of(-0.5, 0)),
                extreme(
                        new LeastSquaresLoss(0.5),
                        100_000_000.5,
                        of(4999.5, -5000.5),
                        of(-5000, 5000),
                        of(-5000.5, 4999.5)),
                extreme(new HingeLoss(), 10_001, of(0, -0.5), of(0, 0.5), of(-0.5, -0.5)),
                extreme(new EnergyBasedLoss(10), 1e4, of(0.5, -0.5), of(0, 0), of(-0.5, 0.5)),
                extreme(new BoundaryEquilibriumLoss(0.5, 0.001), 7500, of(0.5, -0.5), of(0.125, -0.125), of(-0.5, 0.5)),
                extreme(new RelativisticLoss(Form.PAIRED, Base.LOGISTIC), 1e4, of(0, -0.5), of(0, 0.5), of(-0.5, 0)),
                extreme(
                        new RelativisticLoss(Form.AVERAGE, Base.LOGISTIC),
                        1e4,
                        of(-0.25, -0.75),
                        of(0.25, 0.75),
                        of(-0.75, -0.25)),
                extreme(
                        new RelativisticLoss(Form.AVERAGE, Base.LEAST_SQUARES),
                        200_000_002,
                        of(9998, -10_002),
                        of(-9998, 10_002),
                        of(-10_002, 9998)),
                extreme(
                        new RelativisticLoss(Form.AVERAGE, Base.HINGE),
                        10_001,
                        of(-0.25, -0.75),
                        of(0.25, 0.75),
                        of(-0.75, -0.25)),
                extreme(
                        new RelativisticLoss(Form.PAIRED, Base.LEAST_SQUARES),
                        400_000_001,
                        of(19_999, -20_001),
                        of(-19_999, 20_001),
                        of(-20_001, 19_999)),
                extreme(new RelativisticLoss(Form.PAIRED, Base.HINGE), 10_000.5, of(0, -0.5), of(0, 0.5), of(-0.5, 0)));
    }

    @ParameterizedTest
    @MethodSource("atExtremeScores")
    void isFiniteWithTheRightGradientAtExtremeScores(
            Loss loss, double critic, double[] inReal, double[] inFake, double[] generatorsInFake) {
        Tensor real = Batch.vector(1e4, -1e4);
        Tensor fake = Batch.vector(-1e4, 1e4);
        Scores scores = new Scores(real, fake, TracedScope.training("test"));
        Tensor criticLoss = loss.critic(scores);
        List<Tensor> gradients = Gradients.of(criticLoss, List.of(real, fake));

        assertThat(value(criticLoss)).isEqualTo(critic);
        assertThat(Batch.values(gradients.getFirst())).containsExactly(inReal, within(1e-9));
        assertThat(Batch.values(gradients.getLast())).containsExactly(inFake, within(1e-9));
        Tensor generatorLoss = loss.generator(scores);
        assertThat(value(generatorLoss)).isFinite();
        assertThat(Batch.values(Gradients.of(generatorLoss, fake))).containsExactly(generatorsInFake, within(1e-9));
    }

    private static Arguments extreme(
            Loss loss, double critic, double[] inReal, double[] inFake, double[] generatorsInFake) {
        return Arguments.of(loss, critic, inReal, inFake, generatorsInFake);
    }

    private static double[] of(double... values) {
        return values;
    }
}
