package dev.gantry.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.gantry.core.tensor.Op.BinaryFunction;
import dev.gantry.core.tensor.Op.UnaryFunction;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.core.tensor.Window;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** First and higher derivatives of every primitive, against central differences. */
class DerivativesTest {

    @Property(tries = 150)
    void unary(@ForAll UnaryFunction function, @ForAll("shapes") Shape shape, @ForAll long seed) {
        GradientCheck check = switch (function) {
            case LOG, LOG1P, SQRT -> GradientCheck.positive(seed);
            case NEG, EXP, ABS, SIGN, TANH, SIGMOID, SOFTPLUS, ERF -> GradientCheck.anywhere(seed);
        };
        check.toOrder(3).holds(x -> x.getFirst().apply(function), shape);
    }

    @Property(tries = 200)
    void binaryWithBroadcasting(@ForAll BinaryFunction function, @ForAll("shapes") Shape shape, @ForAll long seed) {
        GradientCheck check = switch (function) {
            case DIV, POW -> GradientCheck.positive(seed);
            case ADD, SUB, MUL, MAX, MIN, GREATER, GREATER_EQUAL, EQUAL -> GradientCheck.anywhere(seed);
        };
        Random random = new Random(seed);
        check.toOrder(3)
                .holds(
                        x -> x.getFirst().apply(function, x.getLast()),
                        broadcastable(shape, random),
                        broadcastable(shape, random));
    }

    @Property(tries = 50)
    void powersOfNegativeNumbers(@ForAll @IntRange(min = -3, max = 5) int exponent, @ForAll long seed) {
        new GradientCheck(seed, -2, -0.5, 3).holds(x -> x.getFirst().pow(exponent), Shape.of(4));
    }

    @Property(tries = 50)
    void select(@ForAll("shapes") Shape shape, @ForAll long seed) {
        Random random = new Random(seed);
        GradientCheck.anywhere(seed)
                .holds(
                        x -> x.get(0).greater(0).select(x.get(1), x.get(2)),
                        broadcastable(shape, random),
                        broadcastable(shape, random),
                        broadcastable(shape, random));
    }

    @Property(tries = 100)
    void sumAndMaximum(@ForAll("shapes") Shape shape, @ForAll boolean maximum, @ForAll long seed) {
        int[] axes = someAxes(shape, new Random(seed));
        GradientCheck.anywhere(seed)
                .holds(x -> maximum ? x.getFirst().maximum(axes) : x.getFirst().sum(axes), shape);
    }

    @Property(tries = 60)
    void meanVarianceAndLogSumExp(
            @ForAll("shapes") Shape shape, @ForAll @IntRange(max = 2) int which, @ForAll long seed) {
        int[] axes = someAxes(shape, new Random(seed));
        GradientCheck.anywhere(seed)
                .toOrder(3)
                .holds(
                        list -> {
                            Tensor x = list.getFirst();
                            return which == 0 ? x.mean(axes) : which == 1 ? x.variance(axes) : x.logSumExp(axes);
                        },
                        shape);
    }

    @Property(tries = 50)
    void reshape(@ForAll("shapes") Shape shape, @ForAll long seed) {
        int size = Math.toIntExact(shape.size());
        GradientCheck.anywhere(seed).holds(x -> x.getFirst().reshape(1, size, 1), shape);
    }

    @Property(tries = 50)
    void transpose(@ForAll("shapes") Shape shape, @ForAll long seed) {
        List<Integer> axes =
                new ArrayList<>(IntStream.range(0, shape.rank()).boxed().toList());
        Collections.shuffle(axes, new Random(seed));
        int[] permutation = axes.stream().mapToInt(Integer::intValue).toArray();
        GradientCheck.anywhere(seed).holds(x -> x.getFirst().transpose(permutation), shape);
    }

    @Property(tries = 50)
    void broadcast(@ForAll("shapes") Shape shape, @ForAll long seed) {
        GradientCheck.anywhere(seed).holds(x -> x.getFirst().broadcast(shape), broadcastable(shape, new Random(seed)));
    }

    @Property(tries = 50)
    void slice(@ForAll("shapes") Shape shape, @ForAll long seed) {
        Assume.that(shape.rank() > 0);
        Random random = new Random(seed);
        int axis = random.nextInt(shape.rank());
        int start = random.nextInt(shape.size(axis));
        int end = random.nextInt(start, shape.size(axis)) + 1;
        GradientCheck.anywhere(seed).holds(x -> x.getFirst().slice(axis, start, end), shape);
    }

    @Property(tries = 50)
    void pad(
            @ForAll("shapes") Shape shape,
            @ForAll @IntRange(max = 2) int before,
            @ForAll @IntRange(max = 2) int after,
            @ForAll long seed) {
        Assume.that(shape.rank() > 0);
        int axis = new Random(seed).nextInt(shape.rank());
        GradientCheck.anywhere(seed).holds(x -> x.getFirst().pad(axis, before, after), shape);
    }

    @Property(tries = 50)
    void concat(@ForAll("shapes") Shape shape, @ForAll @IntRange(min = 1, max = 3) int parts, @ForAll long seed) {
        Assume.that(shape.rank() > 0);
        Random random = new Random(seed);
        int axis = random.nextInt(shape.rank());
        Shape[] shapes = IntStream.range(0, parts)
                .mapToObj(part -> shape.with(axis, 1 + random.nextInt(3)))
                .toArray(Shape[]::new);
        GradientCheck.anywhere(seed).holds(x -> Tensor.concat(axis, x), shapes);
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void matmul(
            @ForAll @IntRange(min = 1, max = 3) int m,
            @ForAll @IntRange(min = 1, max = 3) int k,
            @ForAll @IntRange(min = 1, max = 3) int n,
            @ForAll @IntRange(max = 3) int batch,
            @ForAll boolean transposeLeft,
            @ForAll boolean transposeRight,
            @ForAll long seed) {
        Shape left = transposeLeft ? Shape.of(k, m) : Shape.of(m, k);
        Shape right = transposeRight ? Shape.of(n, k) : Shape.of(k, n);
        GradientCheck.anywhere(seed)
                .toOrder(3)
                .holds(
                        x -> x.getFirst().matmul(x.getLast(), transposeLeft, transposeRight),
                        batch == 0 ? left : left.prepend(batch),
                        batch == 0 ? right : right.prepend(batch));
    }

    @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
    void conv(@ForAll("convolutions") Convolution c, @ForAll long seed) {
        GradientCheck.anywhere(seed).holds(x -> x.getFirst().conv(x.getLast(), c.window()), c.image(), c.kernels());
    }

    @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
    void convInputGradient(@ForAll("convolutions") Convolution c, @ForAll long seed) {
        GradientCheck.anywhere(seed)
                .holds(
                        x -> x.getFirst().convInputGradient(x.getLast(), c.window(), c.image()),
                        c.output(),
                        c.kernels());
    }

    @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
    void convWeightGradient(@ForAll("convolutions") Convolution c, @ForAll long seed) {
        GradientCheck.anywhere(seed)
                .holds(
                        x -> x.getFirst().convWeightGradient(x.getLast(), c.window(), c.kernels()),
                        c.image(),
                        c.output());
    }

    @Property(tries = 30)
    void averagePool(
            @ForAll @IntRange(min = 1, max = 3) int size,
            @ForAll @IntRange(min = 1, max = 3) int stride,
            @ForAll @IntRange(max = 1) int padding,
            @ForAll long seed) {
        GradientCheck.anywhere(seed)
                .holds(x -> x.getFirst().averagePool(size, Window.of(stride, padding)), Shape.of(2, 2, 4, 3));
    }

    @Property(tries = 20)
    void upsampleNearest(@ForAll @IntRange(min = 1, max = 3) int factor, @ForAll long seed) {
        GradientCheck.anywhere(seed).holds(x -> x.getFirst().upsampleNearest(factor), Shape.of(2, 1, 2, 3));
    }

    @Property(tries = 50)
    void gatherAndScatter(
            @ForAll("shapes") Shape row,
            @ForAll @IntRange(min = 1, max = 4) int rows,
            @ForAll @IntRange(min = 1, max = 4) int picked,
            @ForAll long seed) {
        Tensor indices = Tensor.of(
                Shape.of(picked),
                new Random(seed).ints(picked, 0, rows).asDoubleStream().toArray());
        GradientCheck.anywhere(seed).holds(x -> x.getFirst().gather(indices), row.prepend(rows));
        GradientCheck.anywhere(seed).holds(x -> x.getFirst().scatter(indices, rows), row.prepend(picked));
    }

    @Property(tries = 30)
    void activationsAndClipping(@ForAll("shapes") Shape shape, @ForAll long seed) {
        for (Function<Tensor, Tensor> f : List.<Function<Tensor, Tensor>>of(
                Tensor::relu, x -> x.leakyRelu(0.2), x -> x.clip(-10, 10), x -> x.clip(3, 4))) {
            GradientCheck.anywhere(seed).holds(x -> f.apply(x.getFirst()), shape);
        }
    }

    @Example
    void aWrongGradientIsNoticed() {
        Function<List<Tensor>, Tensor> wrong =
                x -> x.getFirst().mul(x.getFirst().stopGradient());
        assertThat(catchThrowable(() -> GradientCheck.anywhere(1).holds(wrong, Shape.of(3))))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("derivative 1");
    }

    record Convolution(Shape image, Shape kernels, Window window) {

        Shape output() {
            return window.convolved(image, kernels);
        }
    }

    @Provide
    Arbitrary<Shape> shapes() {
        return Arbitraries.integers().between(1, 3).list().ofMaxSize(4).map(Shape::new);
    }

    /** Every stride, padding and dilation, also where the last rows and columns of the image are not reached. */
    @Provide
    Arbitrary<Convolution> convolutions() {
        Arbitrary<Window> windows = Combinators.combine(
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(1, 2),
                        Arbitraries.integers().between(1, 2))
                .as(Window::new);
        Arbitrary<Shape> images = Combinators.combine(
                        Arbitraries.integers().between(1, 2),
                        Arbitraries.integers().between(1, 2),
                        Arbitraries.integers().between(1, 5),
                        Arbitraries.integers().between(1, 5))
                .as(Shape::of);
        Arbitrary<Shape> kernels = Combinators.combine(
                        Arbitraries.integers().between(1, 2),
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.integers().between(1, 3))
                .as(Shape::of);
        return Combinators.combine(images, kernels, windows)
                .as((image, kernel, window) -> new Convolution(
                        image, Shape.of(kernel.size(0), image.size(1), kernel.size(1), kernel.size(2)), window))
                .filter(c -> fits(
                                c.image().size(2),
                                c.kernels().size(2),
                                c.window().padH(),
                                c.window().dilationH())
                        && fits(
                                c.image().size(3),
                                c.kernels().size(3),
                                c.window().padW(),
                                c.window().dilationW()));
    }

    private static boolean fits(int size, int kernel, int padding, int dilation) {
        return size + 2 * padding >= dilation * (kernel - 1) + 1;
    }

    /** A shape that broadcasts to this one: some axes of size 1, some leading ones left out. */
    private static Shape broadcastable(Shape shape, Random random) {
        return new Shape(shape.dimensions().subList(random.nextInt(shape.rank() + 1), shape.rank()).stream()
                .map(size -> random.nextInt(3) == 0 ? 1 : size)
                .toList());
    }

    private static int[] someAxes(Shape shape, Random random) {
        return IntStream.range(0, shape.rank())
                .filter(axis -> random.nextBoolean())
                .toArray();
    }
}
