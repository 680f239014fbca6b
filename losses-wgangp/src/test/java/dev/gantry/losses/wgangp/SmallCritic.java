package dev.gantry.losses.wgangp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.spi.LipschitzConstraint;
import dev.gantry.core.tensor.Gradients;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The critic {@code v . tanh(W x + b) + c} with three real and three generated points; remembers what it scored. */
final class SmallCritic {

    private final Tensor w = Tensor.of(Shape.of(3, 2), 0.7, -0.4, 0.3, 0.9, -0.6, 0.2);
    private final Tensor b = Tensor.of(Shape.of(3), 0.1, -0.2, 0.05);
    private final Tensor v = Tensor.of(Shape.of(3), 1.5, -1.1, 0.8);
    private final Tensor c = Tensor.scalar(0.3);
    private final List<Tensor> scored = new ArrayList<>();

    private Tensor score(Tensor samples) {
        scored.add(samples);
        return samples.matmul(w, false, true)
                .add(b)
                .tanh()
                .mul(v)
                .sum(1)
                .add(c)
                .reshape(samples.shape().size(0));
    }

    GivenStep step() {
        return step(Map.of("alpha", Tensor.of(Shape.of(3), 0.25, 0.5, 0.9)));
    }

    GivenStep step(Map<String, Tensor> drawn) {
        return new GivenStep(
                Tensor.of(Shape.of(3, 2), 1, 0.5, -0.3, 0.8, 0.2, -1.2),
                Tensor.of(Shape.of(3, 2), -0.7, 0.1, 0.4, -0.9, 1.1, 0.6),
                drawn,
                this::score);
    }

    double penalty(LipschitzConstraint constraint) {
        return ReferenceBackend.evaluate(constraint.penalty(step()).orElseThrow(), Map.of())[0];
    }

    /** The points at which the one gradient of a penalty is taken. */
    double[] points() {
        assertThat(scored).hasSize(1);
        return ReferenceBackend.evaluate(scored.getFirst(), Map.of());
    }

    /** Gradients of a penalty in W, b and v; that in c is 0. */
    void confirmGradients(LipschitzConstraint constraint, double[] inW, double[] inB, double[] inV) {
        Tensor penalty = constraint.penalty(step()).orElseThrow();
        List<double[]> gradients = Gradients.of(penalty, List.of(w, b, v, c)).stream()
                .map(gradient -> ReferenceBackend.evaluate(gradient, Map.of()))
                .toList();
        assertThat(gradients.get(0)).containsExactly(inW, within(1e-9));
        assertThat(gradients.get(1)).containsExactly(inB, within(1e-9));
        assertThat(gradients.get(2)).containsExactly(inV, within(1e-9));
        assertThat(gradients.get(3)).containsExactly(new double[] {0}, within(0.0));
    }
}
