package dev.gantry.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.core.tensor.Window;
import dev.gantry.engine.plan.Step.Loop;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which work runs as one loop. */
final class FusionTest {

    private static final Shape SHAPE = Shape.of(8, 8);
    private static final Tensor X = Tensor.variable("x", SHAPE);
    private static final Tensor Y = Tensor.variable("y", SHAPE);

    @Test
    void chainIsOneLoopThatKeepsNothing() {
        List<Step> steps = steps(true, X.mul(Y).exp().add(X).tanh().sqrt());
        assertThat(steps).singleElement().isInstanceOfSatisfying(Loop.class, loop -> {
            assertThat(loop.inputs()).hasSize(2);
            assertThat(loop.code()).hasSize(5);
            assertThat(loop.outputs()).hasSize(1);
        });
    }

    @Test
    void withoutFusionEveryLoopDoesOneThing() {
        Tensor all =
                X.mul(Y).exp().transpose().reshape(64).sum().add(X.pad(0, 1, 1).maximum(1));
        assertThat(steps(false, all)).isNotEmpty().allSatisfy(step -> {
            Loop loop = (Loop) step;
            assertThat(loop.code().size() + loop.reductions().size()).isLessThanOrEqualTo(1);
            assertThat(loop.outputs().size() + loop.reductions().size()).isEqualTo(1);
        });
    }

    @Test
    void chainEndsInItsReductions() {
        Tensor squares = X.sub(Y).square();
        assertThat(steps(true, squares.sum(0), squares.sum(1), squares.maximum()))
                .singleElement()
                .isInstanceOfSatisfying(Loop.class, loop -> {
                    assertThat(loop.code()).hasSize(2);
                    assertThat(loop.outputs()).isEmpty();
                    assertThat(loop.reductions()).hasSize(3);
                });
    }

    @Test
    void whatNeedsTheWholeMeanComesAfterIt() {
        List<Step> steps = steps(true, X.variance());
        assertThat(steps).hasSizeGreaterThan(1).hasOnlyElementsOfType(Loop.class);
        assertThat(((Loop) steps.getFirst()).reductions()).hasSize(1);
        assertThat(loopsWith(steps, 64)).hasSize(2);
    }

    @Test
    void chainOnBothSidesOfAProductIsNotOneLoop() {
        Tensor before = X.exp();
        Tensor after = before.matmul(Y).add(before);
        List<Step> steps = steps(true, after);
        assertThat(steps).hasSize(3);
        assertThat(steps.get(1)).isInstanceOf(Step.MatMul.class);
    }

    @Test
    void transposedReadIsNotElementByElement() {
        assertThat(steps(true, X.exp().transpose().add(Y))).hasSize(2);
        assertThat(steps(true, X.transpose().add(Y))).hasSize(1);
    }

    @Test
    void reshapeOnTheWayChangesNothing() {
        assertThat(steps(true, X.exp().reshape(64).tanh().reshape(4, 16).neg())).hasSize(1);
    }

    @Test
    void longestChainsAreCut() {
        Tensor chain = X;
        for (int i = 0; i < 100; i++) {
            chain = chain.mul(Y).tanh();
        }
        assertThat(steps(true, chain)).hasSize(5);
    }

    @Test
    void oneStepForEachKindOfWorkOfItsOwn() {
        Tensor image = Tensor.variable("image", Shape.of(1, 1, 8, 8));
        Tensor indices = Tensor.of(Shape.of(2), 1, 3);
        List<Step> steps = Stream.of(
                        X.matmul(Y),
                        image.conv(Tensor.variable("kernels", Shape.of(1, 1, 3, 3)), Window.of(1, 0)),
                        X.gather(indices),
                        X.slice(0, 0, 2).scatter(indices, 5),
                        Tensor.normal(SHAPE, "noise"))
                .flatMap(tensor -> steps(true, tensor).stream())
                .toList();
        assertThat(steps)
                .extracting(step -> (Object) step.getClass())
                .containsExactly(
                        Step.MatMul.class,
                        Step.Convolution.class,
                        Step.Gather.class,
                        Step.Scatter.class,
                        Step.Draw.class);
    }

    private static List<Loop> loopsWith(List<Step> steps, int size) {
        return steps.stream()
                .filter(Loop.class::isInstance)
                .map(Loop.class::cast)
                .filter(loop -> loop.size() == size)
                .toList();
    }

    private static List<Step> steps(boolean fuse, Tensor... results) {
        SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
        for (Tensor result : results) {
            writes.put("result" + writes.size(), result);
        }
        return Plan.of(List.of(new Graph("test", writes)), fuse ? Passes.ALL : Passes.ALL.ofSingleOperations())
                .program("test")
                .steps();
    }
}
