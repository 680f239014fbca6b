package dev.gantry.engine.backend;

import dev.gantry.core.random.Philox;
import dev.gantry.core.tensor.Op;
import dev.gantry.core.tensor.Op.BinaryFunction;
import dev.gantry.core.tensor.Op.Reduction;
import dev.gantry.core.tensor.Op.UnaryFunction;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.core.tensor.Window;
import dev.gantry.engine.plan.Precision;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** What each primitive means, as loops over row-major arrays. An array is never changed once it is a tensor's value. */
record Interpreter(Map<String, double[]> variables, long seed, long step) {

    List<double[]> evaluate(List<Tensor> roots) {
        List<Tensor> order = Tensor.topologicalOrder(roots);
        IdentityHashMap<Tensor, Integer> uses = new IdentityHashMap<>();
        roots.forEach(root -> uses.merge(root, 1, Integer::sum));
        order.forEach(tensor -> tensor.inputs().forEach(input -> uses.merge(input, 1, Integer::sum)));
        IdentityHashMap<Tensor, double[]> values = new IdentityHashMap<>();
        for (Tensor tensor : order) {
            values.put(
                    tensor,
                    evaluate(tensor, tensor.inputs().stream().map(values::get).toList()));
            for (Tensor input : tensor.inputs()) {
                if (uses.merge(input, -1, Integer::sum) == 0) {
                    values.remove(input);
                }
            }
        }
        return roots.stream().map(values::get).toList();
    }

    private double[] evaluate(Tensor y, List<double[]> inputs) {
        return switch (y.op()) {
            case Op.Variable(String name) -> variable(name, y.shape());
            case Op.Constant(double value) -> constant(value, y.shape());
            case Op.Literal(Op.Values values) -> values.toArray();
            case Op.Random random -> random(random, y.shape());
            case Op.Unary(UnaryFunction function) -> unary(function, inputs.getFirst());
            case Op.Binary(BinaryFunction function) -> binary(function, inputs.getFirst(), inputs.getLast());
            case Op.Select _ -> select(inputs.get(0), inputs.get(1), inputs.get(2));
            case Op.Reduce(Reduction reduction, List<Integer> _) -> reduce(reduction, y, inputs.getFirst());
            case Op.Reshape _, Op.StopGradient _ -> inputs.getFirst();
            case Op.Transpose(List<Integer> permutation) -> transpose(permutation, y, inputs.getFirst());
            case Op.Broadcast _ -> broadcast(y, inputs.getFirst());
            case Op.Slice(int axis, int start) -> slice(axis, start, y, inputs.getFirst());
            case Op.Pad(int axis, int before, int _) -> join(axis, before, y, inputs);
            case Op.Concat(int axis) -> join(axis, 0, y, inputs);
            case Op.MatMul(boolean left, boolean right) -> matmul(left, right, y, inputs.getFirst(), inputs.getLast());
            case Op.Conv(Window window) -> conv(window, y, inputs.getFirst(), inputs.getLast());
            case Op.ConvInputGradient(Window window) ->
                convInputGradient(window, y, inputs.getFirst(), inputs.getLast());
            case Op.ConvWeightGradient(Window window) ->
                convWeightGradient(window, y, inputs.getFirst(), inputs.getLast());
            case Op.Gather _ -> gather(y, inputs.getFirst(), inputs.getLast());
            case Op.Scatter _ -> scatter(y, inputs.getFirst(), inputs.getLast());
        };
    }

    private double[] variable(String name, Shape shape) {
        double[] values = variables.get(name);
        if (values == null) {
            throw new IllegalArgumentException("variable '" + name + "' has no value, only " + variables.keySet());
        }
        if (values.length != shape.size()) {
            throw new IllegalArgumentException("variable '" + name + "' of shape " + shape + " holds " + shape.size()
                    + " values, found an array of " + values.length);
        }
        return values;
    }

    private static double[] constant(double value, Shape shape) {
        double[] y = zeros(shape);
        Arrays.fill(y, value);
        return y;
    }

    private double[] random(Op.Random random, Shape shape) {
        long key = Philox.key(seed, random.stream());
        double[] y = zeros(shape);
        for (int i = 0; i < y.length; i++) {
            y[i] = switch (random.distribution()) {
                case NORMAL -> Philox.normal(key, step, random.first() + i);
                case UNIFORM -> Philox.uniform(key, step, random.first() + i);
            };
        }
        return y;
    }

    private static double[] unary(UnaryFunction function, double[] x) {
        DoubleUnaryOperator f = switch (function) {
            case NEG -> a -> -a;
            case EXP -> Math::exp;
            case LOG -> Math::log;
            case LOG1P -> Math::log1p;
            case SQRT -> Math::sqrt;
            case ABS -> Math::abs;
            case SIGN -> Math::signum;
            case TANH -> Math::tanh;
            case SIGMOID -> Interpreter::sigmoid;
            case SOFTPLUS -> a -> Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a)));
            case ERF -> Interpreter::erf;
            case BFLOAT16 -> Precision::bfloat16;
        };
        return Arrays.stream(x).map(f).toArray();
    }

    /** Takes the exponential of negative numbers only, which cannot overflow. */
    private static double sigmoid(double x) {
        return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
    }

    /** The series 7.1.6 of Abramowitz and Stegun, whose terms share one sign; 1 - erf(6) is below 2^-55. */
    private static double erf(double x) {
        if (Math.abs(x) >= 6) {
            return Math.signum(x);
        }
        double term = x;
        double sum = x;
        for (int n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
    }

    private static double[] binary(BinaryFunction function, double[] left, double[] right) {
        DoubleBinaryOperator f = switch (function) {
            case ADD -> (a, b) -> a + b;
            case SUB -> (a, b) -> a - b;
            case MUL -> (a, b) -> a * b;
            case DIV -> (a, b) -> a / b;
            case POW -> Math::pow;
            case MAX -> Math::max;
            case MIN -> Math::min;
            case GREATER -> (a, b) -> a > b ? 1 : 0;
            case GREATER_EQUAL -> (a, b) -> a >= b ? 1 : 0;
            case EQUAL -> (a, b) -> a == b ? 1 : 0;
        };
        double[] y = new double[left.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = f.applyAsDouble(left[i], right[i]);
        }
        return y;
    }

    private static double[] select(double[] condition, double[] whereTrue, double[] whereFalse) {
        double[] y = new double[condition.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = condition[i] != 0 ? whereTrue[i] : whereFalse[i];
        }
        return y;
    }

    private static double[] reduce(Reduction reduction, Tensor y, double[] x) {
        int[] target = offsets(y.input(0).shape(), repeating(y.shape()));
        double[] result = constant(
                switch (reduction) {
                    case SUM -> 0;
                    case MAX -> Double.NEGATIVE_INFINITY;
                },
                y.shape());
        for (int i = 0; i < x.length; i++) {
            double earlier = result[target[i]];
            result[target[i]] = switch (reduction) {
                case SUM -> earlier + x[i];
                case MAX -> Math.max(earlier, x[i]);
            };
        }
        return result;
    }

    private static double[] transpose(List<Integer> permutation, Tensor y, double[] x) {
        int[] strides = strides(y.input(0).shape());
        int[] permuted = permutation.stream().mapToInt(axis -> strides[axis]).toArray();
        return pick(x, 0, offsets(y.shape(), permuted));
    }

    private static double[] broadcast(Tensor y, double[] x) {
        return pick(x, 0, offsets(y.shape(), repeating(y.input(0).shape())));
    }

    private static double[] slice(int axis, int start, Tensor y, double[] x) {
        int[] strides = strides(y.input(0).shape());
        return pick(x, start * strides[axis], offsets(y.shape(), strides));
    }

    /** Puts the parts one behind another along an axis, from position {@code start} on, into zeros. */
    private static double[] join(int axis, int start, Tensor y, List<double[]> parts) {
        int[] strides = strides(y.shape());
        double[] result = zeros(y.shape());
        int position = start;
        for (int part = 0; part < parts.size(); part++) {
            Shape shape = y.input(part).shape();
            int[] target = offsets(shape, strides);
            for (int i = 0; i < target.length; i++) {
                result[position * strides[axis] + target[i]] = parts.get(part)[i];
            }
            position += shape.size(axis);
        }
        return result;
    }

    private static double[] matmul(boolean transposeLeft, boolean transposeRight, Tensor y, double[] a, double[] b) {
        int batch = y.shape().rank() == 3 ? y.shape().size(0) : 1;
        int m = y.shape().size(-2);
        int n = y.shape().size(-1);
        int k = y.input(0).shape().size(transposeLeft ? -2 : -1);
        double[] result = zeros(y.shape());
        for (int s = 0; s < batch; s++) {
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    double sum = 0;
                    for (int l = 0; l < k; l++) {
                        double left = a[s * m * k + (transposeLeft ? l * m + i : i * k + l)];
                        double right = b[s * k * n + (transposeRight ? j * k + l : l * n + j)];
                        sum += left * right;
                    }
                    result[(s * m + i) * n + j] = sum;
                }
            }
        }
        return result;
    }

    private static double[] conv(Window window, Tensor y, double[] image, double[] kernels) {
        double[] result = zeros(y.shape());
        forEachTap(
                window,
                y.input(0).shape(),
                y.input(1).shape(),
                y.shape(),
                (x, w, o) -> result[o] += image[x] * kernels[w]);
        return result;
    }

    private static double[] convInputGradient(Window window, Tensor y, double[] output, double[] kernels) {
        double[] result = zeros(y.shape());
        forEachTap(
                window,
                y.shape(),
                y.input(1).shape(),
                y.input(0).shape(),
                (x, w, o) -> result[x] += output[o] * kernels[w]);
        return result;
    }

    private static double[] convWeightGradient(Window window, Tensor y, double[] image, double[] output) {
        double[] result = zeros(y.shape());
        forEachTap(
                window,
                y.input(0).shape(),
                y.shape(),
                y.input(1).shape(),
                (x, w, o) -> result[w] += image[x] * output[o]);
        return result;
    }

    /** One product of a convolution: where its pixel, its kernel element and its output element stand. */
    private interface Tap {
        void at(int image, int kernel, int output);
    }

    /** Where the pixels of images stand: how far those of neighbouring images, channels, rows and columns are apart. */
    private record Pixels(int image, int channel, int row, int column) {

        static Pixels of(Shape images, Window window) {
            int channels = images.size(window.channelAxis());
            int width = images.size(window.rowAxis() + 1);
            int size = images.size(window.rowAxis()) * width;
            return window.channelsLast()
                    ? new Pixels(size * channels, 1, width * channels, channels)
                    : new Pixels(size * channels, size, width, 1);
        }

        int index(int n, int c, int i, int j) {
            return n * image + c * channel + i * row + j * column;
        }
    }

    private static void forEachTap(Window window, Shape image, Shape kernels, Shape output, Tap tap) {
        int channels = kernels.size(1), kernelHeight = kernels.size(2), kernelWidth = kernels.size(3);
        int height = image.size(window.rowAxis()), width = image.size(window.rowAxis() + 1);
        Pixels from = Pixels.of(image, window);
        Pixels to = Pixels.of(output, window);
        for (int n = 0; n < output.size(0); n++) {
            for (int out = 0; out < kernels.size(0); out++) {
                for (int i = 0; i < output.size(window.rowAxis()); i++) {
                    for (int j = 0; j < output.size(window.rowAxis() + 1); j++) {
                        int o = to.index(n, out, i, j);
                        for (int c = 0; c < channels; c++) {
                            for (int k = 0; k < kernelHeight; k++) {
                                int row = i * window.strideH() - window.padH() + k * window.dilationH();
                                for (int l = 0; l < kernelWidth; l++) {
                                    int column = j * window.strideW() - window.padW() + l * window.dilationW();
                                    if (row >= 0 && row < height && column >= 0 && column < width) {
                                        int x = from.index(n, c, row, column);
                                        int w = ((out * channels + c) * kernelHeight + k) * kernelWidth + l;
                                        tap.at(x, w, o);
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    private static double[] gather(Tensor y, double[] x, double[] indices) {
        double[] result = zeros(y.shape());
        int width = result.length / indices.length;
        for (int row = 0; row < indices.length; row++) {
            int from = index(indices[row], y.input(0).shape().size(0));
            System.arraycopy(x, from * width, result, row * width, width);
        }
        return result;
    }

    private static double[] scatter(Tensor y, double[] x, double[] indices) {
        double[] result = zeros(y.shape());
        int width = x.length / indices.length;
        for (int row = 0; row < indices.length; row++) {
            int to = index(indices[row], y.shape().size(0));
            for (int i = 0; i < width; i++) {
                result[to * width + i] += x[row * width + i];
            }
        }
        return result;
    }

    private static int index(double index, int rows) {
        if (index != Math.rint(index) || index < 0 || index >= rows) {
            throw new IllegalArgumentException(
                    "an index must be a whole number from 0 to " + (rows - 1) + ", found " + index);
        }
        return (int) index;
    }

    private static double[] zeros(Shape shape) {
        return new double[Math.toIntExact(shape.size())];
    }

    private static double[] pick(double[] x, int start, int[] offsets) {
        double[] y = new double[offsets.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = x[start + offsets[i]];
        }
        return y;
    }

    /** How far apart neighbours along each axis are in row-major order. */
    private static int[] strides(Shape shape) {
        int[] strides = new int[shape.rank()];
        int stride = 1;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= shape.size(axis);
        }
        return strides;
    }

    /** Strides under which an axis of size 1 gives its one element at every position. */
    private static int[] repeating(Shape shape) {
        int[] strides = strides(shape);
        for (int axis = 0; axis < strides.length; axis++) {
            if (shape.size(axis) == 1) {
                strides[axis] = 0;
            }
        }
        return strides;
    }

    /** Where each element of {@code shape}, in row-major order, stands in an array with these strides. */
    private static int[] offsets(Shape shape, int[] strides) {
        int[] offsets = {0};
        for (int axis = 0; axis < shape.rank(); axis++) {
            int size = shape.size(axis);
            int[] longer = new int[offsets.length * size];
            for (int i = 0; i < offsets.length; i++) {
                for (int k = 0; k < size; k++) {
                    longer[i * size + k] = offsets[i] + k * strides[axis];
                }
            }
            offsets = longer;
        }
        return offsets;
    }
}
