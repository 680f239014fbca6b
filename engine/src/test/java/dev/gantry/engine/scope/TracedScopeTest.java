package dev.gantry.engine.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.core.component.Progress;
import dev.gantry.core.component.Schedule;
import dev.gantry.core.spi.Initializer;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Op;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.plan.Plan;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TracedScopeTest {

    private static final Shape TWO = Shape.of(2);

    @Test
    void namesVariablesByPath() {
        TracedScope scope = TracedScope.training("test");
        scope.child("dense-1").parameter("weight", Shape.of(2, 3), Initializer.ZEROS);
        scope.child("dense-1").child("norm").state("mean", TWO, Initializer.ZEROS);

        assertThat(scope.variables())
                .containsExactly(Map.entry("dense-1/weight", Shape.of(2, 3)), Map.entry("dense-1/norm/mean", TWO));
    }

    @Test
    void refusesAParameterOfAnotherShape() {
        TracedScope scope = TracedScope.training("test");
        scope.parameter("weight", TWO, Initializer.ZEROS);

        assertThatThrownBy(() -> scope.parameter("weight", Shape.of(3), Initializer.ZEROS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'weight' has shape [2] and is asked for again with shape [3]");
    }

    @Test
    void refusesStateThatIsUpdatedBeforeItIsDeclaredOrWithAnotherShape() {
        TracedScope scope = TracedScope.training("test");

        assertThatThrownBy(() -> scope.update("count", Tensor.scalar(1))).hasMessageContaining("before it is declared");
        scope.state("count", Shape.SCALAR, Initializer.ZEROS);
        assertThatThrownBy(() -> scope.update("count", Tensor.zeros(TWO)))
                .hasMessage("'count' has shape [] and is asked for again with shape [2]");
    }

    @Test
    void carriesStateThroughATraceAndFromStepToStep() {
        TracedScope scope = TracedScope.training("test");
        count(scope);
        Tensor twice = count(scope);
        Plan plan = Plan.of(List.of(scope.initialize(), scope.step("step", twice)));

        try (Session session = new ReferenceBackend().compile(plan, 1)) {
            session.run("initialize", 0);
            session.run("step", 0);
            assertThat(session.read("step")).containsExactly(3);
            session.run("step", 1);
            assertThat(session.read("step")).containsExactly(5);
        }
    }

    private static Tensor count(Scope scope) {
        Tensor next = scope.state("count", Shape.SCALAR, Initializer.ONES).add(1);
        scope.update("count", next);
        return scope.state("count", Shape.SCALAR, Initializer.ONES);
    }

    @Test
    void drawsFreshNumbersAtEveryCall() {
        TracedScope scope = TracedScope.training("test");

        assertThat(List.of(
                                scope.normal("noise", TWO),
                                scope.normal("noise", TWO),
                                scope.uniform("noise", TWO),
                                scope.child("layer").normal("noise", TWO),
                                TracedScope.training("other").normal("noise", TWO))
                        .stream()
                        .map(TracedScopeTest::stream))
                .doesNotHaveDuplicates();
    }

    private static String stream(Tensor tensor) {
        return tensor.op() instanceof Op.Random random ? random.stream() : "";
    }

    @Test
    void forksKeepTheirUpdatesToThemselves() {
        DeclaredVariables declared = new DeclaredVariables();
        Trace trace = new Trace("test", true, declared);
        Trace fork = trace.fork();
        fork.state("count", Shape.SCALAR, Initializer.ZEROS);
        fork.update(new Owner.Loss(), "count", Tensor.scalar(1));

        assertThat(trace.updates()).isEmpty();
        assertThat(trace.fresh("noise")).isNotEqualTo(fork.fresh("noise"));
    }

    private record Rising(double slope) implements Schedule {

        @Override
        public double at(Progress progress) {
            return slope * progress.step();
        }
    }

    @Test
    void aScheduleThatChangesIsAVariableOfItsComponentAndOneThatDoesNotIsAConstant() {
        TracedScope scope = TracedScope.training("test");

        Tensor weight = scope.child("penalty").scheduled("weight", new Rising(2));
        Tensor bound = scope.scheduled("bound", Schedule.constant(3));

        assertThat(weight.op()).isEqualTo(new Op.Variable("penalty/weight"));
        assertThat(bound.op()).isEqualTo(new Op.Constant(3));
        assertThat(scope.scheduled()).containsExactly(Map.entry("penalty/weight", new Rising(2)));
        assertThat(scope.variables()).as("is nothing that a checkpoint keeps").isEmpty();
    }

    @Test
    void aNameIsOfOneSchedule() {
        TracedScope scope = TracedScope.training("test");
        scope.scheduled("weight", new Rising(2));
        scope.scheduled("weight", new Rising(2));
        scope.state("count", Shape.SCALAR, Initializer.ZEROS);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> scope.scheduled("weight", new Rising(3)))
                .withMessage("'weight' is asked for with two schedules; give each a name of its own");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> scope.scheduled("count", new Rising(3)))
                .withMessage("'count' is both a variable and a schedule; give each a name of its own");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> scope.state("weight", Shape.SCALAR, Initializer.ZEROS))
                .withMessage("'weight' is both a variable and a schedule; give each a name of its own");
    }
}
