package dev.gantry.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The making of a graph ends where it is too large, and where its thread is interrupted. */
final class GraphBoundsTest {

    private static final Tensor X = Tensor.variable("x", Shape.of(3));

    @Test
    void everyTensorCounts() {
        Tensor made = GraphBounds.within(3, () -> {
            Tensor third = X.tanh().tanh().tanh();
            assertThat(GraphBounds.made()).isEqualTo(3);
            return third;
        });
        assertThat(made.shape()).isEqualTo(X.shape());
        assertThat(GraphBounds.made()).as("outside").isZero();
    }

    @Test
    void endlessLoopEnds() {
        assertThatThrownBy(() -> GraphBounds.within(1000, GraphBoundsTest::endless))
                .isInstanceOfSatisfying(
                        GraphTooLargeException.class, e -> assertThat(e.most()).isEqualTo(1000))
                .hasMessage("more than 1,000 operations");
    }

    @Test
    void interruptEndsTheMakingOfTensors() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> GraphBounds.within(Integer.MAX_VALUE, GraphBoundsTest::endless))
                .isInstanceOf(PlanningInterruptedException.class);
        assertThat(Thread.interrupted()).as("still set").isTrue();
    }

    @Test
    void interruptEndsDifferentiation() {
        Tensor loss = X.square().sum();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Gradients.of(loss, X)).isInstanceOf(PlanningInterruptedException.class);
        assertThat(Thread.interrupted()).as("still set").isTrue();
    }

    private static Tensor endless() {
        return IntStream.iterate(0, i -> i).mapToObj(_ -> X.tanh()).reduce(X, Tensor::add);
    }
}
