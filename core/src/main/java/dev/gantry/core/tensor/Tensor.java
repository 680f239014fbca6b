package dev.gantry.core.tensor;

import dev.gantry.core.tensor.Op.BinaryFunction;
import dev.gantry.core.tensor.Op.Reduction;
import dev.gantry.core.tensor.Op.UnaryFunction;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * A node of a symbolic computation: an operation, its inputs, and the shape of its result. Building one computes nothing
 * but the shape; a {@link ShapeException} says where operands do not fit.
 *
 * <p>Element-wise methods broadcast by the usual rule. Reductions keep the axes they reduce, with size 1, unless no axes
 * are named: then they reduce everything to a scalar. Tensors compare by identity.
 */
public final class Tensor {

    private static final AtomicLong SERIALS = new AtomicLong();

    private final Op op;
    private final List<Tensor> inputs;
    private final Shape shape;
    private final long serial = SERIALS.getAndIncrement();

    private Tensor(Op op, Shape shape, Tensor... inputs) {
        GraphBounds.count();
        this.op = op;
        this.shape = shape;
        this.inputs = List.of(inputs);
    }

    public Op op() {
        return op;
    }

    public List<Tensor> inputs() {
        return inputs;
    }

    public Tensor input(int index) {
        return inputs.get(index);
    }

    public Shape shape() {
        return shape;
    }

    /** Higher than that of every tensor that was made earlier, such as all that this is computed from. */
    long serial() {
        return serial;
    }

    /** The value a named array holds when the step begins. */
    public static Tensor variable(String name, Shape shape) {
        return new Tensor(new Op.Variable(name), shape);
    }

    public static Tensor scalar(double value) {
        return fill(Shape.SCALAR, value);
    }

    public static Tensor fill(Shape shape, double value) {
        return new Tensor(new Op.Constant(value), shape);
    }

    public static Tensor zeros(Shape shape) {
        return fill(shape, 0);
    }

    public static Tensor ones(Shape shape) {
        return fill(shape, 1);
    }

    /** Fixed {@code values} in row-major order; throws {@link ShapeException} unless there are as many as elements. */
    public static Tensor of(Shape shape, double... values) {
        if (values.length != shape.size()) {
            throw new ShapeException("shape " + shape + " holds " + shape.size() + " values, found " + values.length);
        }
        return new Tensor(new Op.Literal(new Op.Values(values)), shape);
    }

    /**
     * Draws of a standard normal distribution. Two draws of one {@code stream} in one step are the same numbers: plugins
     * ask their scope instead, which names streams apart.
     */
    public static Tensor normal(Shape shape, String stream) {
        return draws(new Op.Random(Op.Distribution.NORMAL, stream, 0), shape);
    }

    /** Draws of the uniform distribution on [0, 1); streams as in {@link #normal}. */
    public static Tensor uniform(Shape shape, String stream) {
        return draws(new Op.Random(Op.Distribution.UNIFORM, stream, 0), shape);
    }

    /** The draws of {@code random}, for passes that divide those of {@link #normal} or {@link #uniform}. */
    public static Tensor draws(Op.Random random, Shape shape) {
        return new Tensor(random, shape);
    }

    public Tensor neg() {
        return apply(UnaryFunction.NEG);
    }

    public Tensor exp() {
        return apply(UnaryFunction.EXP);
    }

    public Tensor log() {
        return apply(UnaryFunction.LOG);
    }

    /** {@code log(1 + x)}, accurate near zero. */
    public Tensor log1p() {
        return apply(UnaryFunction.LOG1P);
    }

    public Tensor sqrt() {
        return apply(UnaryFunction.SQRT);
    }

    public Tensor abs() {
        return apply(UnaryFunction.ABS);
    }

    /** -1, 0 or 1. */
    public Tensor sign() {
        return apply(UnaryFunction.SIGN);
    }

    public Tensor tanh() {
        return apply(UnaryFunction.TANH);
    }

    public Tensor sigmoid() {
        return apply(UnaryFunction.SIGMOID);
    }

    /** {@code log(1 + exp(x))}, finite for every finite x. */
    public Tensor softplus() {
        return apply(UnaryFunction.SOFTPLUS);
    }

    public Tensor erf() {
        return apply(UnaryFunction.ERF);
    }

    public Tensor add(Tensor other) {
        return apply(BinaryFunction.ADD, other);
    }

    public Tensor add(double value) {
        return add(fill(shape, value));
    }

    public Tensor sub(Tensor other) {
        return apply(BinaryFunction.SUB, other);
    }

    public Tensor sub(double value) {
        return sub(fill(shape, value));
    }

    public Tensor mul(Tensor other) {
        return apply(BinaryFunction.MUL, other);
    }

    public Tensor mul(double value) {
        return mul(fill(shape, value));
    }

    public Tensor div(Tensor other) {
        return apply(BinaryFunction.DIV, other);
    }

    public Tensor div(double value) {
        return div(fill(shape, value));
    }

    public Tensor pow(Tensor exponent) {
        return apply(BinaryFunction.POW, exponent);
    }

    public Tensor pow(double exponent) {
        return pow(fill(shape, exponent));
    }

    public Tensor square() {
        return mul(this);
    }

    public Tensor max(Tensor other) {
        return apply(BinaryFunction.MAX, other);
    }

    public Tensor max(double value) {
        return max(fill(shape, value));
    }

    public Tensor min(Tensor other) {
        return apply(BinaryFunction.MIN, other);
    }

    public Tensor min(double value) {
        return min(fill(shape, value));
    }

    /** 1 where this is greater, 0 elsewhere. */
    public Tensor greater(Tensor other) {
        return apply(BinaryFunction.GREATER, other);
    }

    public Tensor greater(double value) {
        return greater(fill(shape, value));
    }

    public Tensor greaterEqual(Tensor other) {
        return apply(BinaryFunction.GREATER_EQUAL, other);
    }

    public Tensor less(Tensor other) {
        return other.apply(BinaryFunction.GREATER, this);
    }

    public Tensor lessEqual(Tensor other) {
        return other.apply(BinaryFunction.GREATER_EQUAL, this);
    }

    public Tensor equal(Tensor other) {
        return apply(BinaryFunction.EQUAL, other);
    }

    /** {@code whereTrue} where this is not zero, {@code whereFalse} elsewhere. */
    public Tensor select(Tensor whereTrue, Tensor whereFalse) {
        Shape common = Shape.broadcast(shape, Shape.broadcast(whereTrue.shape, whereFalse.shape));
        return new Tensor(
                new Op.Select(), common, broadcast(common), whereTrue.broadcast(common), whereFalse.broadcast(common));
    }

    /** {@code max(x, 0)}, with gradient 0 at 0. */
    public Tensor relu() {
        return leakyRelu(0);
    }

    /** x where x is positive, {@code slope * x} elsewhere. */
    public Tensor leakyRelu(double slope) {
        return greater(0).select(this, slope == 0 ? zeros(shape) : mul(slope));
    }

    /** This, clamped to {@code [low, high]}. */
    public Tensor clip(double low, double high) {
        return max(low).min(high);
    }

    public Tensor sum(int... axes) {
        return reduce(Reduction.SUM, axes);
    }

    /** The largest element along the axes; equal elements share the gradient. */
    public Tensor maximum(int... axes) {
        return reduce(Reduction.MAX, axes);
    }

    public Tensor mean(int... axes) {
        Tensor total = sum(axes);
        return total.mul((double) total.shape.size() / shape.size());
    }

    /** The population variance (divided by n). */
    public Tensor variance(int... axes) {
        return sub(mean(axes)).square().mean(axes);
    }

    /** {@code log(sum(exp(x)))}, without overflow. */
    public Tensor logSumExp(int... axes) {
        Tensor peak = maximum(axes).stopGradient();
        return sub(peak).exp().sum(axes).log().add(peak);
    }

    private Tensor reduce(Reduction reduction, int... axes) {
        boolean everything = axes.length == 0;
        List<Integer> reduced = everything
                ? IntStream.range(0, shape.rank()).boxed().toList()
                : Arrays.stream(axes)
                        .map(shape::axis)
                        .sorted()
                        .distinct()
                        .boxed()
                        .toList();
        Shape kept = shape;
        for (int axis : reduced) {
            kept = kept.with(axis, 1);
        }
        Tensor result = new Tensor(new Op.Reduce(reduction, reduced), kept, this);
        return everything ? result.reshape(Shape.SCALAR) : result;
    }

    /** The same elements in row-major order; throws {@link ShapeException} where their number differs. */
    public Tensor reshape(Shape shape) {
        if (shape.size() != this.shape.size()) {
            throw new ShapeException("cannot reshape " + this.shape + " to " + shape + ": " + this.shape.size()
                    + " and " + shape.size() + " elements");
        }
        return shape.equals(this.shape) ? this : new Tensor(new Op.Reshape(), shape, this);
    }

    public Tensor reshape(int... dimensions) {
        return reshape(Shape.of(dimensions));
    }

    /** {@code [N, ...]} as {@code [N, product of the rest]}. */
    public Tensor flatten() {
        return reshape(shape.size(0), shape.dropFirst().length());
    }

    /** Axis {@code i} of the result is axis {@code permutation[i]} of this; without arguments, all axes reversed. */
    public Tensor transpose(int... permutation) {
        int[] order = permutation.length == 0
                ? IntStream.range(0, shape.rank())
                        .map(axis -> shape.rank() - 1 - axis)
                        .toArray()
                : Arrays.stream(permutation).map(shape::axis).toArray();
        if (order.length != shape.rank() || Arrays.stream(order).distinct().count() != order.length) {
            throw new ShapeException(Arrays.toString(permutation) + " is not a permutation of the axes of " + shape);
        }
        return new Tensor(
                new Op.Transpose(IntStream.of(order).boxed().toList()),
                Shape.of(IntStream.of(order).map(shape::size).toArray()),
                this);
    }

    /** This, repeated to {@code target} by the usual rule. */
    public Tensor broadcast(Shape target) {
        if (target.equals(shape)) {
            return this;
        }
        if (!Shape.broadcast(shape, target).equals(target)) {
            throw new ShapeException("cannot broadcast " + shape + " to " + target);
        }
        if (op instanceof Op.Constant(double value)) {
            return fill(target, value);
        }
        int[] aligned = new int[target.rank()];
        Arrays.fill(aligned, 1);
        System.arraycopy(shape.toArray(), 0, aligned, target.rank() - shape.rank(), shape.rank());
        Tensor source = reshape(aligned);
        return source.shape.equals(target) ? source : new Tensor(new Op.Broadcast(), target, source);
    }

    /** Elements {@code start} (inclusive) to {@code end} (exclusive) of one axis. */
    public Tensor slice(int axis, int start, int end) {
        int along = shape.axis(axis);
        if (start < 0 || end <= start || end > shape.size(along)) {
            throw new ShapeException("cannot slice [" + start + ", " + end + ") from axis " + axis + " of " + shape);
        }
        return end - start == shape.size(along)
                ? this
                : new Tensor(new Op.Slice(along, start), shape.with(along, end - start), this);
    }

    /** Zeros before and after this along one axis. */
    public Tensor pad(int axis, int before, int after) {
        int along = shape.axis(axis);
        if (before < 0 || after < 0) {
            throw new ShapeException("cannot pad axis " + axis + " of " + shape + " by " + before + " and " + after);
        }
        return before + after == 0
                ? this
                : new Tensor(
                        new Op.Pad(along, before, after),
                        shape.with(along, Shape.extent((long) before + shape.size(along) + after)),
                        this);
    }

    /** The parts joined along one axis; they agree in every other. */
    public static Tensor concat(int axis, List<Tensor> parts) {
        if (parts.isEmpty()) {
            throw new ShapeException("nothing to concatenate");
        }
        Shape first = parts.getFirst().shape;
        int along = first.axis(axis);
        long total = 0;
        for (Tensor part : parts) {
            if (part.shape.rank() != first.rank() || !part.shape.with(along, 1).equals(first.with(along, 1))) {
                throw new ShapeException("cannot concatenate " + first + " and " + part.shape + " along axis " + axis);
            }
            total += part.shape.size(along);
        }
        return parts.size() == 1
                ? parts.getFirst()
                : new Tensor(
                        new Op.Concat(along), first.with(along, Shape.extent(total)), parts.toArray(Tensor[]::new));
    }

    /** Each image {@code [N, C, H, W]} enlarged by repeating every pixel {@code factor x factor} times. */
    public Tensor upsampleNearest(int factor) {
        int n = shape.size(0), c = shape.size(1), h = shape.size(2), w = shape.size(3);
        return reshape(n, c, h, 1, w, 1)
                .broadcast(Shape.of(n, c, h, factor, w, factor))
                .reshape(n, c, Shape.extent((long) h * factor), Shape.extent((long) w * factor));
    }

    /** The mean over windows of {@code size x size} pixels of images {@code [N, C, H, W]}; padding counts as zeros. */
    public Tensor averagePool(int size, Window window) {
        int n = shape.size(0), c = shape.size(1), h = shape.size(2), w = shape.size(3);
        Tensor kernel = fill(Shape.of(1, 1, size, size), 1.0 / (size * size));
        Tensor pooled = reshape(Shape.extent((long) n * c), 1, h, w).conv(kernel, window);
        return pooled.reshape(n, c, pooled.shape.size(2), pooled.shape.size(3));
    }

    /** Rows of this {@code [V, ...]} at {@code indices} {@code [n]}: {@code [n, ...]}. Indices are whole numbers below V. */
    public Tensor gather(Tensor indices) {
        requireIndices(indices);
        return new Tensor(new Op.Gather(), shape.with(0, indices.shape.size(0)), this, indices);
    }

    /** Rows of this {@code [n, ...]} added into {@code rows} rows of zeros at {@code indices} {@code [n]}. */
    public Tensor scatter(Tensor indices, int rows) {
        requireIndices(indices);
        if (indices.shape.size(0) != shape.size(0)) {
            throw new ShapeException("cannot scatter " + shape + " by " + indices.shape + " indices");
        }
        return new Tensor(new Op.Scatter(), shape.with(0, rows), this, indices);
    }

    /** This, {@code [n]} whole numbers below {@code classes}, as {@code [n, classes]} with a 1 in each row. */
    public Tensor oneHot(int classes) {
        requireIndices(this);
        Tensor labels = of(
                Shape.of(1, classes),
                IntStream.range(0, classes).asDoubleStream().toArray());
        return reshape(shape.size(0), 1).equal(labels);
    }

    private static void requireIndices(Tensor indices) {
        if (indices.shape.rank() != 1) {
            throw new ShapeException("indices need one axis, found shape " + indices.shape);
        }
    }

    public Tensor matmul(Tensor right) {
        return matmul(right, false, false);
    }

    /** {@code [m, k] x [k, n]} or, with a batch, {@code [b, m, k] x [b, k, n]}; a flag says that an operand's last two axes are swapped. */
    public Tensor matmul(Tensor right, boolean transposeLeft, boolean transposeRight) {
        int rank = shape.rank();
        boolean fits = rank == right.shape.rank()
                && (rank == 2 || rank == 3 && shape.size(0) == right.shape.size(0))
                && shape.size(transposeLeft ? -2 : -1) == right.shape.size(transposeRight ? -1 : -2);
        if (!fits) {
            throw new ShapeException("cannot multiply matrices " + shape + (transposeLeft ? " transposed" : "")
                    + " and " + right.shape + (transposeRight ? " transposed" : ""));
        }
        Shape product = shape.with(-2, shape.size(transposeLeft ? -1 : -2))
                .with(-1, right.shape.size(transposeRight ? -2 : -1));
        return new Tensor(new Op.MatMul(transposeLeft, transposeRight), product, this, right);
    }

    /** Cross-correlation of this {@code [N, C, H, W]} with {@code kernels} {@code [O, C, h, w]}: {@code [N, O, H', W']}. */
    public Tensor conv(Tensor kernels, Window window) {
        return new Tensor(new Op.Conv(window), window.convolved(shape, kernels.shape), this, kernels);
    }

    /**
     * The gradient of {@link #conv} in its image, also called transposed convolution: this {@code [N, O, H', W']} with
     * {@code kernels} {@code [O, C, h, w]} gives {@code image} {@code [N, C, H, W]}.
     */
    public Tensor convInputGradient(Tensor kernels, Window window, Shape image) {
        requireConvolved(window.convolved(image, kernels.shape), shape);
        return new Tensor(new Op.ConvInputGradient(window), image, this, kernels);
    }

    /**
     * The gradient of {@link #conv} in its kernels: this {@code [N, C, H, W]} with the output's gradient
     * {@code [N, O, H', W']} gives {@code kernels} {@code [O, C, h, w]}.
     */
    public Tensor convWeightGradient(Tensor outputGradient, Window window, Shape kernels) {
        requireConvolved(window.convolved(shape, kernels), outputGradient.shape);
        return new Tensor(new Op.ConvWeightGradient(window), kernels, this, outputGradient);
    }

    private static void requireConvolved(Shape expected, Shape found) {
        if (!expected.equals(found)) {
            throw new ShapeException("this window takes an output gradient of shape " + expected + ", found " + found);
        }
    }

    /** This, as a constant to {@link Gradients}. */
    public Tensor stopGradient() {
        return new Tensor(new Op.StopGradient(), shape, this);
    }

    /**
     * The same operation on other inputs, for passes that rebuild a graph; shapes must match the old inputs'. This itself
     * where the inputs are its own.
     */
    public Tensor withInputs(List<Tensor> replaced) {
        return replaced.equals(inputs) ? this : copy(replaced);
    }

    /** As {@link #withInputs}, and always a tensor of its own. */
    public Tensor copy(List<Tensor> replaced) {
        for (int i = 0; i < inputs.size(); i++) {
            if (!replaced.get(i).shape.equals(inputs.get(i).shape)) {
                throw new ShapeException("cannot replace an input of shape " + inputs.get(i).shape + " by one of shape "
                        + replaced.get(i).shape);
            }
        }
        return new Tensor(op, shape, replaced.toArray(Tensor[]::new));
    }

    /** {@code function} of each element. */
    public Tensor apply(UnaryFunction function) {
        return new Tensor(new Op.Unary(function), shape, this);
    }

    /** {@code function} of each pair of elements, this and {@code other} broadcast. */
    public Tensor apply(BinaryFunction function, Tensor other) {
        Shape common = Shape.broadcast(shape, other.shape);
        return new Tensor(new Op.Binary(function), common, broadcast(common), other.broadcast(common));
    }

    /** Every tensor that {@code roots} are computed from, and the roots, each after its inputs. */
    public static List<Tensor> topologicalOrder(List<Tensor> roots) {
        return TopologicalOrder.of(roots, 0);
    }

    @Override
    public String toString() {
        return op + " " + shape;
    }
}
