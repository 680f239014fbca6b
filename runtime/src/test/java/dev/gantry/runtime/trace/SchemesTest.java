package dev.gantry.runtime.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.scheme.Scheme;
import dev.gantry.core.spi.Initializer;
import dev.gantry.core.tensor.Shape;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.plan.Plan;
import dev.gantry.optimizers.Sgd;
import dev.gantry.runtime.TinyGan;
import dev.gantry.runtime.recipe.TrainingSettings.CriticWarmUp;
import dev.gantry.schemes.Alternating;
import dev.gantry.schemes.ExtraGradient;
import dev.gantry.schemes.Simultaneous;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The game of two numbers in which one player minimises xy and the other -xy: what each scheme makes of the distance to (0, 0). */
class SchemesTest {

    private static final Shape NUMBER = Shape.of(1);
    private static final double RATE = 0.1;

    @Test
    void simultaneousUpdatesMoveAway() {
        double[] end = play(new Simultaneous(), 50);
        assertThat(square(end)).isCloseTo(2 * Math.pow(1 + RATE * RATE, 50), within(1e-9));
    }

    @Test
    void alternatingUpdatesGoRound() {
        // x^2 + y^2 - rate x y stays the same when the critic's y moves first: y - rate x, then x + rate y.
        double[] end = play(new Alternating(), 50);
        assertThat(square(end) - RATE * end[0] * end[1]).isCloseTo(2 - RATE, within(1e-9));
    }

    @Test
    void extraGradientUpdatesComeNearer() {
        double[] end = play(new ExtraGradient(), 50);
        double factor = Math.pow(1 - RATE * RATE, 2) + RATE * RATE;
        assertThat(square(end)).isCloseTo(2 * Math.pow(factor, 50), within(1e-9));
    }

    @Test
    void onlyAlternatingUpdatesHaveSeveralOfTheCritic() {
        TinyGan gan = new TinyGan();
        gan.scheme = new Simultaneous();
        assertThatThrownBy(gan::recipe)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'n-critic' must be 1 where 'scheme' updates each player once in a step, found 2");
    }

    /** Where the players are after some steps from (1, 1). */
    private static double[] play(Scheme scheme, int steps) {
        TinyGan gan = new TinyGan();
        gan.scheme = scheme;
        gan.nCritic = 1;
        gan.criticWarmUp = new CriticWarmUp(0, 1, 0);
        gan.optimizer = new Sgd(0, false);
        gan.generator = new TrainingGraphsTest.ConstantGenerator(1);
        gan.critic = (samples, scope) ->
                samples.mul(scope.parameter("y", NUMBER, Initializer.ONES)).reshape(TinyGan.BATCH);
        TrainingGraphs graphs = TrainingGraphs.of(gan.recipe(), NUMBER, 0);
        try (Session session = new ReferenceBackend().compile(Plan.of(graphs.all()), 1)) {
            session.run("initialize", 0);
            Map.of("data/real", new double[TinyGan.BATCH], "critic/learning-rate", new double[] {RATE})
                    .forEach(session::write);
            session.write("generator/learning-rate", new double[] {RATE});
            for (int step = 0; step < steps; step++) {
                if (scheme instanceof Alternating) {
                    session.run("critic-step", step);
                    session.run("generator-step", step);
                } else {
                    session.run("joint-step", step);
                }
            }
            return new double[] {session.read("generator/parameters")[0], session.read("critic/parameters")[0]};
        }
    }

    private static double square(double[] point) {
        return point[0] * point[0] + point[1] * point[1];
    }
}
