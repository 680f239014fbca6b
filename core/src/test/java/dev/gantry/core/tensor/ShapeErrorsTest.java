package dev.gantry.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ShapeErrorsTest {

    private static final Tensor MATRIX = variable(2, 3);
    private static final Tensor IMAGE = variable(1, 2, 4, 4);
    private static final Tensor KERNELS = variable(3, 2, 3, 3);

    @ParameterizedTest
    @MethodSource
    void misfitsAreNamed(String message, ThrowingCallable operation) {
        assertThatThrownBy(operation).isInstanceOf(ShapeException.class).hasMessage(message);
    }

    static Stream<Arguments> misfitsAreNamed() {
        return Stream.of(
                misfit("every axis must have at least one element, found [2, 0]", () -> Shape.of(2, 0)),
                misfit(
                        "axis 2 does not exist in shape [2, 3]",
                        () -> MATRIX.shape().size(2)),
                misfit("axis -3 does not exist in shape [2, 3]", () -> MATRIX.sum(-3)),
                misfit(
                        "axis 0 does not exist in shape []",
                        () -> Tensor.scalar(1).slice(0, 0, 1)),
                misfit("shape [2] holds 2 values, found 3", () -> Tensor.of(Shape.of(2), 1, 2, 3)),
                misfit("shapes [2, 3] and [2] do not broadcast", () -> MATRIX.add(variable(2))),
                misfit("cannot broadcast [2, 3] to [3]", () -> MATRIX.broadcast(Shape.of(3))),
                misfit("cannot broadcast [2, 3] to [1, 3]", () -> MATRIX.broadcast(Shape.of(1, 3))),
                misfit("cannot reshape [2, 3] to [4]: 6 and 4 elements", () -> MATRIX.reshape(4)),
                misfit("[0, 0] is not a permutation of the axes of [2, 3]", () -> MATRIX.transpose(0, 0)),
                misfit("[1] is not a permutation of the axes of [2, 3]", () -> MATRIX.transpose(1)),
                misfit("cannot slice [1, 4) from axis 1 of [2, 3]", () -> MATRIX.slice(1, 1, 4)),
                misfit("cannot slice [1, 1) from axis 1 of [2, 3]", () -> MATRIX.slice(1, 1, 1)),
                misfit("cannot slice [-1, 1) from axis 1 of [2, 3]", () -> MATRIX.slice(1, -1, 1)),
                misfit("cannot pad axis 1 of [2, 3] by -1 and 2", () -> MATRIX.pad(1, -1, 2)),
                misfit("nothing to concatenate", () -> Tensor.concat(0, List.of())),
                misfit(
                        "cannot concatenate [2, 3] and [2, 2] along axis 0",
                        () -> Tensor.concat(0, List.of(MATRIX, variable(2, 2)))),
                misfit(
                        "cannot concatenate [2, 3] and [3] along axis -1",
                        () -> Tensor.concat(-1, List.of(MATRIX, variable(3)))),
                misfit("indices need one axis, found shape [2, 3]", () -> MATRIX.gather(MATRIX)),
                misfit("cannot scatter [2, 3] by [3] indices", () -> MATRIX.scatter(variable(3), 4)),
                misfit(
                        "a convolution needs an image [N, C, H, W] and kernels [O, C, h, w], found [2, 3] and [3, 2, 3, 3]",
                        () -> MATRIX.conv(KERNELS, Window.of(1, 0))),
                misfit(
                        "a convolution needs an image [N, C, H, W] and kernels [O, C, h, w],"
                                + " found [1, 2, 4, 4] and [3, 1, 3, 3]",
                        () -> IMAGE.conv(variable(3, 1, 3, 3), Window.of(1, 0))),
                misfit(
                        "kernels [3, 2, 3, 3] are larger than the padded image [1, 2, 4, 4]",
                        () -> IMAGE.conv(KERNELS, new Window(1, 1, 0, 0, 2, 1))),
                misfit(
                        "a window needs strides and dilations of at least 1 and paddings of at least 0,"
                                + " found strides 0x1, paddings 0x-1, dilations 1x1",
                        () -> new Window(0, 1, 0, -1, 1, 1)),
                misfit(
                        "this window takes an output gradient of shape [1, 3, 2, 2], found [1, 3, 4, 4]",
                        () -> variable(1, 3, 4, 4).convInputGradient(KERNELS, Window.of(1, 0), IMAGE.shape())),
                misfit(
                        "this window takes an output gradient of shape [1, 3, 2, 2], found [1, 3, 4, 4]",
                        () -> IMAGE.convWeightGradient(variable(1, 3, 4, 4), Window.of(1, 0), KERNELS.shape())),
                misfit(
                        "cannot replace an input of shape [2, 3] by one of shape [3, 2]",
                        () -> MATRIX.neg().withInputs(List.of(variable(3, 2)))));
    }

    @ParameterizedTest
    @MethodSource
    void sizesBeyondTheirBoundAreNamed(String message, ThrowingCallable operation) {
        assertThatThrownBy(operation).isInstanceOf(ShapeException.class).hasMessage(message);
    }

    static Stream<Arguments> sizesBeyondTheirBoundAreNamed() {
        int half = 1 << 30;
        return Stream.of(
                misfit(
                        "is too large: shape [1073741824, 1073741824, 8] has more than 2^63 - 1 elements",
                        () -> Shape.of(half, half, 8).size()),
                misfit(
                        "is too large: shape [65536, 32768] has 2147483648 elements, and a vector holds at most 2147483647",
                        () -> Shape.of(65_536, 32_768).length()),
                misfit(
                        "is too large: shape [65536, 32768] has 2147483648 elements, and a vector holds at most 2147483647",
                        () -> variable(2, 65_536, 32_768).flatten()),
                misfit(
                        "is too large: an axis would have 2147483648 elements, and it holds at most 2147483647",
                        () -> Tensor.concat(0, List.of(variable(half), variable(half)))),
                misfit(
                        "is too large: an axis would have 2147483648 elements, and it holds at most 2147483647",
                        () -> variable(half).pad(0, half, 0)),
                misfit(
                        "is too large: an axis would have 2147483648 elements, and it holds at most 2147483647",
                        () -> variable(1, 1, 1, half).upsampleNearest(2)));
    }

    @Test
    void theLargestVectorHasItsLength() {
        assertThat(Shape.of(2_147_483_647).length()).isEqualTo(2_147_483_647);
    }

    @Test
    void productsThatDoNotFit() {
        for (Tensor right : List.of(variable(2, 3), variable(3), variable(1, 3, 2))) {
            assertThatThrownBy(() -> MATRIX.matmul(right))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageContaining("[2, 3]")
                    .hasMessageContaining(right.shape().toString());
        }
        assertThatThrownBy(() -> MATRIX.matmul(variable(2, 3), true, true)).isInstanceOf(ShapeException.class);
        assertThat(MATRIX.matmul(variable(2, 3), true, false).shape()).isEqualTo(Shape.of(3, 3));
        assertThatThrownBy(() -> variable(2, 2, 3).matmul(variable(3, 3, 2))).isInstanceOf(ShapeException.class);
    }

    private static Tensor variable(int... dimensions) {
        return Tensor.variable("a", Shape.of(dimensions));
    }

    private static Arguments misfit(String message, ThrowingCallable operation) {
        return arguments(message, operation);
    }
}
