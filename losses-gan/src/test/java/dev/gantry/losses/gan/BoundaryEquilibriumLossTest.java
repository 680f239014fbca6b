package dev.gantry.losses.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.spi.Scores;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.plan.Plan;
import dev.gantry.engine.scope.TracedScope;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoundaryEquilibriumLossTest {

    @Test
    void lossesByHand() {
        BoundaryEquilibriumLoss loss = new BoundaryEquilibriumLoss(0.5, 0.1);
        Scores scores = Batch.scores(new double[] {2, -4}, new double[] {-1, -1});
        assertThat(Batch.value(loss.critic(scores))).isEqualTo(3 - Batch.K);
        assertThat(Batch.value(loss.generator(scores))).isEqualTo(1);
    }

    /** Energies 3 and 1: the control variable moves by 0.1 (0.5 * 3 - 1) in each update of the generator. */
    @Test
    void generatorsUpdatesMoveTheControlVariableFromZero() {
        assertThat(controls(0.5, 0.1, 1, 3)).containsExactly(new double[] {0.05, 0.1, 0.15}, within(1e-12));
    }

    @Test
    void controlVariableStaysBetweenZeroAndOne() {
        assertThat(controls(0.5, 10, 1, 2)).containsExactly(1, 1);
        assertThat(controls(0.5, 0.1, 8, 2)).containsExactly(0, 0);
    }

    /** A critic's update leaves the control variable alone. */
    @Test
    void criticReadsTheControlVariable() {
        TracedScope scope = TracedScope.training("test");
        Tensor critic = new BoundaryEquilibriumLoss(0.5, 0.1).critic(scores(1, scope));
        try (Session session =
                new ReferenceBackend().compile(Plan.of(List.of(scope.initialize(), scope.step("loss", critic))), 1)) {
            session.run("initialize", 0);
            session.write("k", new double[] {0.75});
            session.run("loss", 0);
            assertThat(session.read("loss")).containsExactly(3 - 0.75);
            assertThat(session.read("k")).containsExactly(0.75);
        }
    }

    @Test
    void rules() {
        assertThatThrownBy(() -> new BoundaryEquilibriumLoss(1.5, 0.1))
                .hasMessage("'gamma' must be between 0.0 and 1.0, found 1.5");
        assertThatThrownBy(() -> new BoundaryEquilibriumLoss(0.5, 0))
                .hasMessage("'lambda' must be greater than 0, found 0.0");
        assertThat(new BoundaryEquilibriumLoss(0.5, 0.1).usesLabels()).isFalse();
    }

    /** The control variable after each of so many updates of the generator. */
    private static double[] controls(double gamma, double lambda, double fake, int updates) {
        TracedScope scope = TracedScope.training("test");
        Tensor generator = new BoundaryEquilibriumLoss(gamma, lambda).generator(scores(fake, scope));
        try (Session session = new ReferenceBackend()
                .compile(Plan.of(List.of(scope.initialize(), scope.step("loss", generator))), 1)) {
            session.run("initialize", 0);
            double[] controls = new double[updates];
            for (int i = 0; i < updates; i++) {
                session.run("loss", i);
                controls[i] = session.read("k")[0];
            }
            return controls;
        }
    }

    private static Scores scores(double fake, TracedScope scope) {
        return new Scores(Batch.vector(2, -4), Batch.vector(fake, -fake), scope);
    }
}
