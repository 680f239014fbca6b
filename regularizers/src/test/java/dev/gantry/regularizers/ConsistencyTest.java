package dev.gantry.regularizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.regularizers.DiffAugment.Operation;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ConsistencyTest {

    private final Consistency regularizer = new Consistency(10, List.of(Operation.TRANSLATION), 0.5);

    @Test
    void vectorsWithNoise() {
        // Every element moves by 0.5 * 3: scores, the sums of squares, move by 1.5 (2 (x + y) + 3), or 13.5 and -1.5.
        Tensor real = Tensor.of(Shape.of(2, 2), 1, 2, -3, 1);
        assertThat(evaluate(penalty(real, Tensor::square, new GivenDraws(3))))
                .isCloseTo(10 * (13.5 * 13.5 + 1.5 * 1.5) / 2, within(1e-12));
    }

    @Test
    void imagesByTheirPolicy() {
        // Moved one to the right, the image 1, 2, 3, 4 becomes 0, 1, 2, 3, and its sum of squares 14 from 30.
        Tensor real = Tensor.of(Shape.of(1, 1, 1, 4), 1, 2, 3, 4);
        assertThat(evaluate(penalty(real, Tensor::square, new GivenDraws(0.9, 0.5))))
                .isCloseTo(10 * 16 * 16, within(1e-12));
    }

    @Test
    void rules() {
        assertThatThrownBy(() -> new Consistency(0, List.of(Operation.COLOR), 1))
                .hasMessage("'weight' must be greater than 0, found 0.0");
        assertThatThrownBy(() -> new Consistency(1, List.of(Operation.COLOR), 0))
                .hasMessage("'stddev' must be greater than 0, found 0.0");
        assertThatThrownBy(() -> new Consistency(1, List.of(), 1))
                .hasMessage("'policy' must be at least one of color, translation, cutout, found []");
    }

    private Tensor penalty(Tensor real, UnaryOperator<Tensor> features, Scope scope) {
        return regularizer.criticPenalty(GivenStep.of(real, real, features, scope));
    }

    private static double evaluate(Tensor penalty) {
        return ReferenceBackend.evaluate(penalty, Map.of())[0];
    }
}
