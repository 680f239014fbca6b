package dev.gantry.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.gantry.core.tensor.Op.BinaryFunction;
import dev.gantry.core.tensor.Op.UnaryFunction;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.core.tensor.Window;
import dev.gantry.tries.Draw;
import dev.gantry.tries.Tries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** First and higher derivatives of every primitive, against central differences. */
class DerivativesTest {

    private static final UnaryFunction[] WITH_DERIVATIVES = Arrays.stream(UnaryFunction.values())
            .filter(function -> function != UnaryFunction.BFLOAT16)
            .toArray(UnaryFunction[]::new);

    @Test
    void unary() {
        Tries.of(150, draw -> {
            UnaryFunction function = draw.oneOf(WITH_DERIVATIVES);
            Shape shape = shape(draw, 0);
            long seed = draw.anyLong();
            GradientCheck check = switch (function) {
                case LOG, LOG1P, SQRT -> GradientCheck.positive(seed);
                case NEG, EXP, ABS, SIGN, TANH, SIGMOID, SOFTPLUS, ERF -> GradientCheck.anywhere(seed);
                case BFLOAT16 -> throw new AssertionError("its steps have no derivative");
            };
            check.toOrder(3).holds(x -> x.getFirst().apply(function), shape);
        });
    }

    @Test
    void binaryWithBroadcasting() {
        Tries.of(200, draw -> {
            BinaryFunction function = draw.oneOf(BinaryFunction.values());
            Shape shape = shape(draw, 0);
            long seed = draw.anyLong();
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
        });
    }

    @Test
    void powersOfNegativeNumbers() {
        Tries.of(50, draw -> {
            int exponent = draw.between(-3, 5);
            long seed = draw.anyLong();
            new GradientCheck(seed, -2, -0.5, 3).holds(x -> x.getFirst().pow(exponent), Shape.of(4));
        });
    }

    @Test
    void select() {
        Tries.of(50, draw -> {
            Shape shape = shape(draw, 0);
            long seed = draw.anyLong();
            Random random = new Random(seed);
            GradientCheck.anywhere(seed)
                    .holds(
                            x -> x.get(0).greater(0).select(x.get(1), x.get(2)),
                            broadcastable(shape, random),
                            broadcastable(shape, random),
                            broadcastable(shape, random));
        });
    }

    @Test
    void sumAndMaximum() {
        Tries.of(100, draw -> {
            Shape shape = shape(draw, 0);
            boolean maximum = draw.anyBoolean();
            long seed = draw.anyLong();
            int[] axes = someAxes(shape, new Random(seed));
            GradientCheck.anywhere(seed)
                    .holds(
                            x -> maximum
                                    ? x.getFirst().maximum(axes)
                                    : x.getFirst().sum(axes),
                            shape);
        });
    }

    @Test
    void meanVarianceAndLogSumExp() {
        Tries.of(60, draw -> {
            Shape shape = shape(draw, 0);
            int which = draw.between(0, 2);
            long seed = draw.anyLong();
            int[] axes = someAxes(shape, new Random(seed));
            GradientCheck.anywhere(seed)
                    .toOrder(3)
                    .holds(
                            list -> {
                                Tensor x = list.getFirst();
                                return which == 0 ? x.mean(axes) : which == 1 ? x.variance(axes) : x.logSumExp(axes);
                            },
                            shape);
        });
    }

    @Test
    void reshape() {
        Tries.of(50, draw -> {
            Shape shape = shape(draw, 0);
            long seed = draw.anyLong();
            int size = Math.toIntExact(shape.size());
            GradientCheck.anywhere(seed).holds(x -> x.getFirst().reshape(1, size, 1), shape);
        });
    }

    @Test
    void transpose() {
        Tries.of(50, draw -> {
            Shape shape = shape(draw, 0);
            long seed = draw.anyLong();
            List<Integer> axes =
                    new ArrayList<>(IntStream.range(0, shape.rank()).boxed().toList());
            Collections.shuffle(axes, new Random(seed));
            int[] permutation = axes.stream().mapToInt(Integer::intValue).toArray();
            GradientCheck.anywhere(seed).holds(x -> x.getFirst().transpose(permutation), shape);
        });
    }

    @Test
    void broadcast() {
        Tries.of(50, draw -> {
            Shape shape = shape(draw, 0);
            long seed = draw.anyLong();
            GradientCheck.anywhere(seed)
                    .holds(x -> x.getFirst().broadcast(shape), broadcastable(shape, new Random(seed)));
        });
    }

    @Test
    void slice() {
        Tries.of(50, draw -> {
            Shape shape = shape(draw, 1);
            long seed = draw.anyLong();
            Random random = new Random(seed);
            int axis = random.nextInt(shape.rank());
            int start = random.nextInt(shape.size(axis));
            int end = random.nextInt(start, shape.size(axis)) + 1;
            GradientCheck.anywhere(seed).holds(x -> x.getFirst().slice(axis, start, end), shape);
        });
    }

    @Test
    void pad() {
        Tries.of(50, draw -> {
            Shape shape = shape(draw, 1);
            int before = draw.between(0, 2);
            int after = draw.between(0, 2);
            long seed = draw.anyLong();
            int axis = new Random(seed).nextInt(shape.rank());
            GradientCheck.anywhere(seed).holds(x -> x.getFirst().pad(axis, before, after), shape);
        });
    }

    @Test
    void concat() {
        Tries.of(50, draw -> {
            Shape shape = shape(draw, 1);
            int parts = draw.between(1, 3);
            long seed = draw.anyLong();
            Random random = new Random(seed);
            int axis = random.nextInt(shape.rank());
            Shape[] shapes = IntStream.range(0, parts)
                    .mapToObj(part -> shape.with(axis, 1 + random.nextInt(3)))
                    .toArray(Shape[]::new);
            GradientCheck.anywhere(seed).holds(x -> Tensor.concat(axis, x), shapes);
        });
    }

    @Test
    void matmul() {
        Tries.of(100, draw -> {
            int m = draw.between(1, 3);
            int k = draw.between(1, 3);
            int n = draw.between(1, 3);
            int batch = draw.between(0, 3);
            boolean transposeLeft = draw.anyBoolean();
            boolean transposeRight = draw.anyBoolean();
            long seed = draw.anyLong();
            Shape left = transposeLeft ? Shape.of(k, m) : Shape.of(m, k);
            Shape right = transposeRight ? Shape.of(n, k) : Shape.of(k, n);
            GradientCheck.anywhere(seed)
                    .toOrder(3)
                    .holds(
                            x -> x.getFirst().matmul(x.getLast(), transposeLeft, transposeRight),
                            batch == 0 ? left : left.prepend(batch),
                            batch == 0 ? right : right.prepend(batch));
        });
    }

    @Test
    void conv() {
        Tries.of(60, draw -> {
            Convolution c = Convolution.any(draw);
            long seed = draw.anyLong();
            GradientCheck.anywhere(seed).holds(x -> x.getFirst().conv(x.getLast(), c.window()), c.image(), c.kernels());
        });
    }

    @Test
    void convInputGradient() {
        Tries.of(60, draw -> {
            Convolution c = Convolution.any(draw);
            long seed = draw.anyLong();
            GradientCheck.anywhere(seed)
                    .holds(
                            x -> x.getFirst().convInputGradient(x.getLast(), c.window(), c.image()),
                            c.output(),
                            c.kernels());
        });
    }

    @Test
    void convWeightGradient() {
        Tries.of(60, draw -> {
            Convolution c = Convolution.any(draw);
            long seed = draw.anyLong();
            GradientCheck.anywhere(seed)
                    .holds(
                            x -> x.getFirst().convWeightGradient(x.getLast(), c.window(), c.kernels()),
                            c.image(),
                            c.output());
        });
    }

    @Test
    void averagePool() {
        Tries.of(30, draw -> {
            int size = draw.between(1, 3);
            int stride = draw.between(1, 3);
            int padding = draw.between(0, 1);
            long seed = draw.anyLong();
            GradientCheck.anywhere(seed)
                    .holds(x -> x.getFirst().averagePool(size, Window.of(stride, padding)), Shape.of(2, 2, 4, 3));
        });
    }

    @Test
    void upsampleNearest() {
        Tries.of(20, draw -> {
            int factor = draw.between(1, 3);
            long seed = draw.anyLong();
            GradientCheck.anywhere(seed).holds(x -> x.getFirst().upsampleNearest(factor), Shape.of(2, 1, 2, 3));
        });
    }

    @Test
    void gatherAndScatter() {
        Tries.of(50, draw -> {
            Shape row = shape(draw, 0);
            int rows = draw.between(1, 4);
            int picked = draw.between(1, 4);
            long seed = draw.anyLong();
            Tensor indices = Tensor.of(
                    Shape.of(picked),
                    new Random(seed).ints(picked, 0, rows).asDoubleStream().toArray());
            GradientCheck.anywhere(seed).holds(x -> x.getFirst().gather(indices), row.prepend(rows));
            GradientCheck.anywhere(seed).holds(x -> x.getFirst().scatter(indices, rows), row.prepend(picked));
        });
    }

    @Test
    void activationsAndClipping() {
        Tries.of(30, draw -> {
            Shape shape = shape(draw, 0);
            long seed = draw.anyLong();
            for (Function<Tensor, Tensor> f : List.<Function<Tensor, Tensor>>of(
                    Tensor::relu, x -> x.leakyRelu(0.2), x -> x.clip(-10, 10), x -> x.clip(3, 4))) {
                GradientCheck.anywhere(seed).holds(x -> f.apply(x.getFirst()), shape);
            }
        });
    }

    @Test
    void aWrongGradientIsNoticed() {
        Function<List<Tensor>, Tensor> wrong =
                x -> x.getFirst().mul(x.getFirst().stopGradient());
        assertThat(catchThrowable(() -> GradientCheck.anywhere(1).holds(wrong, Shape.of(3))))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("derivative 1");
    }

    /** Every stride, padding and dilation, also where the last rows and columns of the image are not reached. */
    record Convolution(Shape image, Shape kernels, Window window) {

        static Convolution any(Draw draw) {
            Window window = new Window(
                    draw.between(1, 3),
                    draw.between(1, 3),
                    draw.between(0, 2),
                    draw.between(0, 2),
                    draw.between(1, 2),
                    draw.between(1, 2));
            Shape image = Shape.of(draw.between(1, 2), draw.between(1, 2), draw.between(1, 5), draw.between(1, 5));
            Shape kernels = Shape.of(
                    draw.between(1, 2),
                    image.size(1),
                    draw.between(1, longestKernel(image.size(2), window.padH(), window.dilationH())),
                    draw.between(1, longestKernel(image.size(3), window.padW(), window.dilationW())));
            return new Convolution(image, kernels, window);
        }

        /** From 1 to 3: an image of one row, without padding, has room for a kernel of one. */
        private static int longestKernel(int size, int padding, int dilation) {
            return Math.min(3, (size + 2 * padding - 1) / dilation + 1);
        }

        Shape output() {
            return window.convolved(image, kernels);
        }
    }

    private static Shape shape(Draw draw, int leastRank) {
        return Shape.of(draw.ints(draw.between(leastRank, 4), 1, 3));
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
