package dev.gantry.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.core.tensor.Op;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.core.tensor.Window;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule rewrites an expression into another, written by hand. */
final class SimplifierTest {

    private static final Shape SHAPE = Shape.of(2, 3);
    private static final Tensor X = Tensor.variable("x", SHAPE);
    private static final Tensor Y = Tensor.variable("y", SHAPE);
    private static final Tensor ROW = Tensor.variable("row", Shape.of(1, 3));
    private static final Tensor SCALAR = Tensor.variable("scalar", Shape.SCALAR);

    @ParameterizedTest(name = "{0}")
    @MethodSource({"identities", "constants", "arrangements", "reductions", "products"})
    void rewrites(String name, Tensor before, Tensor after) {
        assertThat(written(before)).isEqualTo(written(after));
    }

    static Stream<Arguments> identities() {
        Tensor zero = Tensor.zeros(SHAPE);
        return Stream.of(
                rule("x + 0", X.add(0), X),
                rule("0 + x", zero.add(X), X),
                rule("x - 0", X.sub(0), X),
                rule("0 - x", zero.sub(X), X.neg()),
                rule("x * 1", X.mul(1), X),
                rule("1 * x", Tensor.ones(SHAPE).mul(X), X),
                rule("x * -1", X.mul(-1), X.neg()),
                rule("x * 0", X.mul(0), zero),
                rule("x / 1", X.div(1), X),
                rule("x / 4", X.div(4), X.mul(0.25)),
                rule("0 / x", zero.div(X), zero),
                rule("x^0", X.pow(0), Tensor.ones(SHAPE)),
                rule("x^1", X.pow(1), X),
                rule("x^2", X.pow(2), X.mul(X)),
                rule("x^0.5", X.pow(0.5), X.sqrt()),
                rule("x^-1", X.pow(-1), Tensor.ones(SHAPE).div(X)),
                rule("--x", X.neg().neg(), X),
                rule("-(x - y)", X.sub(Y).neg(), Y.sub(X)),
                rule("-(2 x)", X.mul(2).neg(), X.mul(-2)),
                rule("(-x) 2", X.neg().mul(2), X.mul(-2)),
                rule("x + -y", X.add(Y.neg()), X.sub(Y)),
                rule("-x + y", X.neg().add(Y), Y.sub(X)),
                rule("x - -y", X.sub(Y.neg()), X.add(Y)),
                rule("x + 1 + 2", X.add(1).add(2), X.add(3)),
                rule("2 x 4", X.mul(2).mul(4), X.mul(8)),
                rule("stopGradient(x)", X.stopGradient(), X),
                rule("select(c, x, x)", Y.select(X, X), X),
                rule(
                        "select(c, x, 0) + select(c, 0, y)",
                        ROW.broadcast(SHAPE)
                                .select(X, zero)
                                .add(ROW.broadcast(SHAPE).select(zero, Y)),
                        ROW.broadcast(SHAPE).select(X, Y)),
                rule(
                        "select(c, 0, y) + select(c, x, 0)",
                        ROW.broadcast(SHAPE)
                                .select(zero, Y)
                                .add(ROW.broadcast(SHAPE).select(X, zero)),
                        ROW.broadcast(SHAPE).select(X, Y)));
    }

    static Stream<Arguments> constants() {
        Tensor two = Tensor.fill(SHAPE, 2);
        return Stream.of(
                rule("2 + 3", two.add(3), Tensor.fill(SHAPE, 5)),
                rule("2 ^ 3", two.pow(3), Tensor.fill(SHAPE, 8)),
                rule("2 > 1", two.greater(1), Tensor.ones(SHAPE)),
                rule("max(2, 5)", two.max(5), Tensor.fill(SHAPE, 5)),
                rule("-2", two.neg(), Tensor.fill(SHAPE, -2)),
                rule("sqrt(4)", two.mul(2).sqrt(), two),
                rule("|-2|", two.neg().abs(), two),
                rule("select(1, x, y)", Tensor.ones(SHAPE).select(X, Y), X),
                rule("select(0, x, y)", Tensor.zeros(SHAPE).select(X, Y), Y),
                rule("sum(2)", two.sum(0), Tensor.fill(Shape.of(1, 3), 4)),
                rule("max(2) along", two.maximum(1), Tensor.fill(Shape.of(2, 1), 2)),
                rule("reshape(2)", two.reshape(6), Tensor.fill(Shape.of(6), 2)),
                rule("transpose(2)", two.transpose(), Tensor.fill(Shape.of(3, 2), 2)),
                rule("slice(2)", two.slice(1, 0, 2), Tensor.fill(Shape.of(2, 2), 2)),
                rule("pad(0)", Tensor.zeros(SHAPE).pad(0, 1, 1), Tensor.zeros(Shape.of(4, 3))));
    }

    static Stream<Arguments> arrangements() {
        return Stream.of(
                rule("reshape to its own shape", X.reshape(SHAPE), X),
                rule("reshape twice", X.reshape(6).reshape(3, 2), X.reshape(3, 2)),
                rule("transpose twice", X.transpose().transpose(), X),
                rule("transpose of a row", ROW.transpose(), ROW.reshape(3, 1)),
                rule("slice of a slice", X.slice(1, 1, 3).slice(1, 1, 2), X.slice(1, 2, 3)),
                rule("slice of padding", X.pad(1, 2, 2).slice(1, 0, 2), Tensor.zeros(Shape.of(2, 2))),
                rule("slice of what was padded", X.pad(1, 2, 2).slice(1, 3, 5), X.slice(1, 1, 3)),
                rule("slice of one part", Tensor.concat(1, List.of(X, Y)).slice(1, 4, 6), Y.slice(1, 1, 3)),
                rule("all of an axis", X.slice(1, 0, 3), X),
                rule(
                        "broadcast twice",
                        SCALAR.reshape(1, 1).broadcast(Shape.of(1, 3)).broadcast(SHAPE),
                        SCALAR.broadcast(SHAPE)),
                rule(
                        "a function of repeated values",
                        ROW.broadcast(SHAPE).exp(),
                        ROW.exp().broadcast(SHAPE)),
                rule(
                        "a sum of repeated values",
                        ROW.broadcast(SHAPE).add(1),
                        ROW.add(1).broadcast(SHAPE)),
                rule(
                        "a product of repeated values",
                        ROW.broadcast(SHAPE).mul(ROW.exp().broadcast(SHAPE)),
                        ROW.mul(ROW.exp()).broadcast(SHAPE)));
    }

    static Stream<Arguments> reductions() {
        return Stream.of(
                rule("sum over axes of size 1", ROW.sum(0), ROW),
                rule("sum of a negative", X.neg().sum(1), X.sum(1).neg()),
                rule("sum of a multiple", X.mul(3).sum(1), X.sum(1).mul(3)),
                rule("sum of repeated values", ROW.broadcast(SHAPE).sum(0), ROW.mul(2)));
    }

    static Stream<Arguments> products() {
        Tensor square = Tensor.variable("square", Shape.of(3, 3));
        Tensor column = Tensor.variable("column", Shape.of(2, 1));
        Tensor image = Tensor.variable("image", Shape.of(1, 1, 4, 4));
        Tensor kernels = Tensor.zeros(Shape.of(1, 1, 2, 2));
        return Stream.of(
                rule("product with zeros", X.matmul(Tensor.zeros(Shape.of(3, 4))), Tensor.zeros(Shape.of(2, 4))),
                rule("transposed on the left", Y.transpose().matmul(X), Y.matmul(X, true, false)),
                rule("transposed on the right", X.matmul(square.transpose()), X.matmul(square, false, true)),
                rule(
                        "outer product",
                        column.matmul(ROW),
                        column.broadcast(SHAPE).mul(ROW.broadcast(SHAPE))),
                rule(
                        "convolution of zeros",
                        Tensor.zeros(image.shape()).conv(Tensor.ones(kernels.shape()), Window.of(1, 0)),
                        Tensor.zeros(Shape.of(1, 1, 3, 3))),
                rule(
                        "convolution with zeros",
                        image.conv(kernels, Window.of(1, 0)),
                        Tensor.zeros(Shape.of(1, 1, 3, 3))));
    }

    @Test
    void equalExpressionsAreOne() {
        Tensor once = X.mul(Y).exp();
        Tensor again = X.mul(Y).exp();
        List<Tensor> simplified = Simplifier.simplify(List.of(once.add(again), again.sum(0)), true);
        assertThat(operations(simplified)).containsExactlyInAnyOrder("MUL", "EXP", "ADD", "Reduce");
    }

    @Test
    void drawsOfOneStreamAreOneAndOfTwoAreNot() {
        Tensor draws = Tensor.normal(SHAPE, "a").sub(Tensor.normal(SHAPE, "a"));
        Tensor others = Tensor.normal(SHAPE, "a").sub(Tensor.normal(SHAPE, "b"));
        assertThat(operations(Simplifier.simplify(List.of(draws), true))).containsExactlyInAnyOrder("Random", "SUB");
        assertThat(operations(Simplifier.simplify(List.of(others), true)))
                .containsExactlyInAnyOrder("Random", "Random", "SUB");
    }

    @Test
    void whatDisappearsTakesItsInputsWithIt() {
        Tensor unused = X.exp().matmul(Y, false, true).sum().broadcast(SHAPE);
        assertThat(Simplifier.simplify(List.of(X.add(unused.mul(0))), true))
                .singleElement()
                .isSameAs(X);
    }

    @Test
    void notANumberIsKeptWhereItIsComputed() {
        assertThat(written(X.log().mul(X.log()))).contains("LOG");
        Tensor zero = Tensor.zeros(SHAPE);
        Tensor folded = Simplifier.simplify(List.of(zero.div(0)), true).getFirst();
        assertThat(((Op.Constant) folded.op()).value()).isNaN();
    }

    private static Arguments rule(String name, Tensor before, Tensor after) {
        return Arguments.of(name, before, after);
    }

    /** The simplified expression, in a form where equal expressions are equal. */
    private static String written(Tensor tensor) {
        return form(Simplifier.simplify(List.of(tensor), true).getFirst());
    }

    private static String form(Tensor tensor) {
        return tensor.op() + " " + tensor.shape() + " "
                + tensor.inputs().stream().map(SimplifierTest::form).toList();
    }

    private static List<String> operations(List<Tensor> roots) {
        return Tensor.topologicalOrder(roots).stream()
                .map(Tensor::op)
                .filter(op -> !(op instanceof Op.Variable))
                .map(op -> switch (op) {
                    case Op.Unary(Op.UnaryFunction function) -> function.name();
                    case Op.Binary(Op.BinaryFunction function) -> function.name();
                    default -> op.getClass().getSimpleName();
                })
                .toList();
    }
}
