package dev.gantry.regularizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.spi.Initializer;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.plan.Plan;
import dev.gantry.engine.scope.TracedScope;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HistoricalAveragingTest {

    private final TracedScope scope = TracedScope.training("test");
    private final Tensor theta = scope.parameter("theta", Shape.of(2), Initializer.ZEROS);

    @Test
    @DisplayName("D3 historical averaging")
    void d3HistoricalAveraging() {
        Tensor penalty = new HistoricalAveraging(1).criticPenalty(GivenStep.of(theta, scope));
        try (Session session = session(penalty)) {
            assertThat(penalty(session, 0, 1, 2)).isEqualTo(0);
            assertThat(penalty(session, 1, .5, 1.5)).isCloseTo(0.5, within(1e-14));
            assertThat(penalty(session, 2, .2, 1)).isCloseTo(0.865, within(1e-14));
        }
    }

    @Test
    void eachPlayerHasItsOwnPast() {
        HistoricalAveraging regularizer = new HistoricalAveraging(10);
        Tensor longer = scope.parameter("longer", Shape.of(3), Initializer.ONES);
        Tensor critic = regularizer.criticPenalty(GivenStep.of(theta, scope));
        Tensor generator = regularizer.generatorPenalty(GivenStep.of(longer, scope));
        try (Session session = session(critic.add(generator))) {
            assertThat(penalty(session, 0, 1, 2)).isEqualTo(0);
            assertThat(penalty(session, 1, 2, 4)).isCloseTo(50, within(1e-12));
        }
    }

    @Test
    void rules() {
        assertThatThrownBy(() -> new HistoricalAveraging(0)).hasMessage("'weight' must be greater than 0, found 0.0");
    }

    private Session session(Tensor penalty) {
        Session session =
                new ReferenceBackend().compile(Plan.of(List.of(scope.initialize(), scope.step("penalty", penalty))), 0);
        session.run("initialize", 0);
        return session;
    }

    private static double penalty(Session session, int step, double... theta) {
        session.write("theta", theta);
        session.run("penalty", step);
        return session.read("penalty")[0];
    }
}
