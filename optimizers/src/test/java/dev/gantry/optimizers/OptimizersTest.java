package dev.gantry.optimizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Progress;
import dev.gantry.core.component.Schedule;
import dev.gantry.core.spi.Initializer;
import dev.gantry.core.spi.Optimizer;
import dev.gantry.core.spi.OptimizerProvider;
import dev.gantry.core.tensor.Gradients;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.plan.Plan;
import dev.gantry.engine.plan.PlannedProgram;
import dev.gantry.engine.plan.Step.Loop;
import dev.gantry.engine.plan.View;
import dev.gantry.engine.scope.TracedScope;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Updates of two parameters under the loss {@code 1/4 p^4 - p}, whose gradient is {@code p^3 - 1}. */
class OptimizersTest {

    private static final double[] START = {2, -0.5};
    private static final double RATE = 0.1;
    private static final DoubleUnaryOperator GRADIENT = p -> p * p * p - 1;
    private static final Offset<Double> TOLERANCE = within(1e-13);

    @Test
    void sgd() {
        double[] expected = START.clone();
        for (int t = 0; t < 4; t++) {
            for (int i = 0; i < expected.length; i++) {
                expected[i] -= RATE * GRADIENT.applyAsDouble(expected[i]);
            }
        }
        assertThat(after(4, new Sgd(0, false))).containsExactly(expected, TOLERANCE);
    }

    @Test
    void sgdWithMomentumUnderAConstantGradient() {
        // The velocities are 1, 1.9, 2.71.
        assertThat(afterConstantGradient(3, new Sgd(0.9, false))).isCloseTo(1 - RATE * 5.61, TOLERANCE);
        // Nesterov's directions are 1.9, 2.71, 3.439.
        assertThat(afterConstantGradient(3, new Sgd(0.9, true))).isCloseTo(1 - RATE * 8.049, TOLERANCE);
    }

    static Stream<Optimizer> withAndWithoutMomentum() {
        return Stream.of(
                new Sgd(0, false),
                new Sgd(0.9, false),
                new Sgd(0.9, true),
                new RmsProp(0.9, 0.01),
                new Adam(0, 0.9, 1e-8),
                new Adam(0.5, 0.9, 1e-8));
    }

    /** With it, parameters move on where there is no gradient any longer. */
    @ParameterizedTest
    @MethodSource("withAndWithoutMomentum")
    void momentumIsDeclared(Optimizer optimizer) {
        TracedScope scope = TracedScope.training("test");
        Tensor parameter = scope.state("parameter", Shape.of(1), Initializer.ZEROS);
        Tensor gradient = scope.state("gradient", Shape.of(1), Initializer.ONES);
        scope.update("parameter", optimizer.update(parameter, gradient, Tensor.scalar(RATE), scope));
        scope.update("gradient", Tensor.zeros(Shape.of(1)));
        Plan plan = Plan.of(List.of(scope.initialize(), scope.step("done", Tensor.scalar(0))));
        try (Session session = new ReferenceBackend().compile(plan, 1)) {
            session.run("initialize", 0);
            session.run("done", 0);
            double[] moved = session.read("parameter");
            session.run("done", 1);
            assertThat(moved[0]).isNegative();
            assertThat(session.read("parameter")[0] < moved[0]).isEqualTo(optimizer.hasMomentum());
        }
    }

    @Test
    void adamIsOneLoopOverTheParameters() {
        TracedScope scope = TracedScope.training("test");
        Tensor parameters = Tensor.variable("parameters", Shape.of(1000));
        Tensor gradient = Tensor.variable("gradient", Shape.of(1000));
        Tensor rate = Tensor.variable("rate", Shape.SCALAR);
        Tensor updated = new Adam(0.5, 0.9, 1e-8).update(parameters, gradient, rate, scope);
        PlannedProgram program =
                Plan.of(List.of(scope.step("parameters", updated))).program("parameters");
        List<Loop> overTheParameters = program.steps().stream()
                .filter(Loop.class::isInstance)
                .map(Loop.class::cast)
                .filter(loop -> loop.size() == 1000)
                .toList();
        assertThat(overTheParameters).singleElement().satisfies(loop -> {
            assertThat(loop.outputs()).hasSize(3);
            assertThat(loop.outputs())
                    .extracting(output -> output.view().storage())
                    .hasOnlyElementsOfType(View.Storage.Variable.class);
        });
    }

    @Test
    void rmsProp() {
        double[] expected = START.clone();
        for (int i = 0; i < expected.length; i++) {
            double square = 0;
            for (int t = 0; t < 4; t++) {
                double g = GRADIENT.applyAsDouble(expected[i]);
                square = 0.9 * square + 0.1 * g * g;
                expected[i] -= RATE * g / (Math.sqrt(square) + 0.01);
            }
        }
        assertThat(after(4, new RmsProp(0.9, 0.01))).containsExactly(expected, TOLERANCE);
    }

    @Test
    void rmsPropUnderAConstantGradient() {
        // Decay 1/2 and gradient 1: the mean squares are 1/2, 3/4, 7/8.
        double moved = 1 / Math.sqrt(0.5) + 1 / Math.sqrt(0.75) + 1 / Math.sqrt(0.875);
        assertThat(afterConstantGradient(3, new RmsProp(0.5, 0))).isCloseTo(1 - RATE * moved, TOLERANCE);
    }

    @Test
    void adam() {
        double beta1 = 0.5;
        double beta2 = 0.9;
        double[] expected = START.clone();
        for (int i = 0; i < expected.length; i++) {
            double m = 0;
            double v = 0;
            for (int t = 1; t <= 5; t++) {
                double g = GRADIENT.applyAsDouble(expected[i]);
                m = beta1 * m + (1 - beta1) * g;
                v = beta2 * v + (1 - beta2) * g * g;
                double mHat = m / (1 - Math.pow(beta1, t));
                double vHat = v / (1 - Math.pow(beta2, t));
                expected[i] -= RATE * mHat / (Math.sqrt(vHat) + 0.001);
            }
        }
        assertThat(after(5, new Adam(beta1, beta2, 0.001))).containsExactly(expected, TOLERANCE);
    }

    @Test
    void adamUnderAConstantGradientTakesFullSteps() {
        assertThat(afterConstantGradient(7, new Adam(0.9, 0.999, 0))).isCloseTo(1 - RATE * 7, within(1e-12));
        assertThat(afterConstantGradient(7, new Adam(0, 0.9, 0))).isCloseTo(1 - RATE * 7, within(1e-12));
    }

    /** A number for each step. */
    private record Given(double... values) implements Schedule {

        @Override
        public double at(Progress progress) {
            return values[(int) progress.step()];
        }
    }

    @Test
    void adamWithDecaysThatChange() {
        double[] beta1 = {0.5, 0, 0.9, 0.7};
        double[] beta2 = {0.9, 0.99, 0.5, 0.999};
        double[] expected = START.clone();
        for (int i = 0; i < expected.length; i++) {
            double m = 0;
            double v = 0;
            double weightOfStart1 = 1;
            double weightOfStart2 = 1;
            for (int t = 0; t < 4; t++) {
                double g = GRADIENT.applyAsDouble(expected[i]);
                m = beta1[t] * m + (1 - beta1[t]) * g;
                v = beta2[t] * v + (1 - beta2[t]) * g * g;
                weightOfStart1 *= beta1[t];
                weightOfStart2 *= beta2[t];
                expected[i] -= RATE * m / (1 - weightOfStart1) / (Math.sqrt(v / (1 - weightOfStart2)) + 0.001);
            }
        }
        assertThat(after(4, new Adam(new Given(beta1), new Given(beta2), 0.001)))
                .containsExactly(expected, TOLERANCE);
    }

    @Test
    void momentumAndDecayThatChangeUnderAConstantGradient() {
        // The velocities are 1, 1.5, 1.
        assertThat(afterConstantGradient(3, new Sgd(new Given(0.9, 0.5, 0), false)))
                .isCloseTo(1 - RATE * 3.5, TOLERANCE);
        // The mean squares are 1/2, 1, 1.
        assertThat(afterConstantGradient(3, new RmsProp(new Given(0.5, 0, 0.3), 0)))
                .isCloseTo(1 - RATE * (Math.sqrt(2) + 2), TOLERANCE);
    }

    static Stream<Optimizer> optimizers() {
        return Stream.of(new Sgd(0, false), new Sgd(0.9, true), new RmsProp(0.99, 1e-8), new Adam(0.5, 0.999, 1e-8));
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void twoUpdatesInOneStepAreTwoSteps(Optimizer optimizer) {
        TracedScope scope = TracedScope.training("test");
        Tensor once = update(optimizer, parameters(2), scope);
        Tensor twice = update(optimizer, once, scope);
        assertThat(run(2, twice, scope, START)).containsExactly(after(4, optimizer), TOLERANCE);
    }

    @Test
    void everyOptimizerIsFoundByName() {
        // Whoever looks for components says so; this module only offers them.
        getClass().getModule().addUses(OptimizerProvider.class);
        Module module = Optimizer.class.getModule();
        assertThat(module.isNamed()).isTrue();

        var found = ServiceLoader.load(OptimizerProvider.class).stream()
                .map(provider -> provider.get().component())
                .toList();

        assertThat(found).extracting(Component::name).containsExactlyInAnyOrder("adam", "rmsprop", "sgd");
        assertThat(found)
                .extracting(component -> component.from(component.reference()))
                .containsExactlyInAnyOrder(
                        new Adam(0.5, 0.999, 1e-8), (Optimizer) new RmsProp(0.99, 1e-8), new Sgd(0, false));
    }

    @Test
    void rules() {
        assertThatThrownBy(() -> new Sgd(1, false)).hasMessage("'momentum' must be from 0 to below 1, found 1.0");
        assertThatThrownBy(() -> new Sgd(0, true))
                .hasMessage("'nesterov' must be false where 'momentum' is 0, found true");
        assertThatThrownBy(() -> new RmsProp(-0.1, 0)).hasMessage("'decay' must be from 0 to below 1, found -0.1");
        assertThatThrownBy(() -> new Adam(0.5, 1, 0)).hasMessage("'beta2' must be from 0 to below 1, found 1.0");
        assertThatThrownBy(() -> new Adam(0.5, 0.9, -1)).hasMessage("'epsilon' must be at least 0, found -1.0");
    }

    private static Tensor parameters(int count) {
        return Tensor.variable("parameters", Shape.of(count));
    }

    private static Tensor update(Optimizer optimizer, Tensor parameters, TracedScope scope) {
        Tensor loss = parameters.pow(4).mul(0.25).sub(parameters).sum();
        return optimizer.update(parameters, Gradients.of(loss, parameters), Tensor.scalar(RATE), scope);
    }

    private static double[] after(int steps, Optimizer optimizer) {
        TracedScope scope = TracedScope.training("test");
        return run(steps, update(optimizer, parameters(2), scope), scope, START);
    }

    private static double afterConstantGradient(int steps, Optimizer optimizer) {
        TracedScope scope = TracedScope.training("test");
        Tensor updated = optimizer.update(parameters(1), Tensor.ones(Shape.of(1)), Tensor.scalar(RATE), scope);
        return run(steps, updated, scope, 1)[0];
    }

    private static double[] run(int steps, Tensor updated, TracedScope scope, double... start) {
        Plan plan = Plan.of(List.of(scope.initialize(), scope.step("parameters", updated)));
        try (Session session = new ReferenceBackend().compile(plan, 0)) {
            session.run("initialize", 0);
            session.write("parameters", start);
            for (int step = 0; step < steps; step++) {
                Progress progress = new Progress(step, steps, step, steps);
                scope.scheduled()
                        .forEach((variable, schedule) -> session.write(variable, new double[] {schedule.at(progress)}));
                session.run("parameters", step);
            }
            return session.read("parameters");
        }
    }
}
