package dev.gantry.core.tensor;

import dev.gantry.core.tensor.Op.BinaryFunction;
import dev.gantry.core.tensor.Op.Reduction;
import dev.gantry.core.tensor.Op.UnaryFunction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Reverse-mode differentiation of tensors, into tensors.
 *
 * <p>One table holds the vector-Jacobian product of every primitive, written in the same primitives, so that a gradient
 * can be differentiated again. Only what leads from {@code wrt} to the loss is differentiated.
 */
public final class Gradients {

    private Gradients() {}

    public static Tensor of(Tensor loss, Tensor wrt) {
        return of(loss, List.of(wrt)).getFirst();
    }

    /**
     * The gradient of a scalar {@code loss} in each of {@code wrt}, which may be any tensors of its graph; zeros where
     * the loss does not depend on one. A constant that was broadcast is a tensor of its own: differentiate in variables.
     *
     * @throws ShapeException if {@code loss} is no scalar
     */
    public static List<Tensor> of(Tensor loss, List<Tensor> wrt) {
        if (loss.shape().size() != 1) {
            throw new ShapeException("only a scalar can be differentiated, found shape " + loss.shape());
        }
        // What was made before all of these depends on none of them: an unrolled step does not look at those before it.
        long firstSerial = wrt.stream().mapToLong(Tensor::serial).min().orElse(0);
        List<Tensor> order = TopologicalOrder.of(List.of(loss), firstSerial);
        Set<Tensor> active = activeTensors(order, wrt);
        IdentityHashMap<Tensor, List<Tensor>> contributions = new IdentityHashMap<>();
        IdentityHashMap<Tensor, Tensor> gradients = new IdentityHashMap<>();
        contributions.put(loss, List.of(Tensor.ones(loss.shape())));
        for (Tensor tensor : order.reversed()) {
            GraphBounds.checkInterrupt();
            if (!active.contains(tensor) || !contributions.containsKey(tensor)) {
                continue;
            }
            Tensor gradient = total(contributions.remove(tensor));
            gradients.put(tensor, gradient);
            for (int i = 0; i < tensor.inputs().size(); i++) {
                Tensor input = tensor.input(i);
                if (active.contains(input) && isDifferentiable(tensor.op(), i)) {
                    contributions
                            .computeIfAbsent(input, _ -> new ArrayList<>())
                            .add(vectorJacobianProduct(tensor, i, gradient));
                }
            }
        }
        return wrt.stream()
                .map(tensor -> gradients.getOrDefault(tensor, Tensor.zeros(tensor.shape())))
                .toList();
    }

    /** The tensors through which a change of {@code wrt} reaches the end of {@code order}. */
    private static Set<Tensor> activeTensors(List<Tensor> order, List<Tensor> wrt) {
        Set<Tensor> active = Collections.newSetFromMap(new IdentityHashMap<>());
        active.addAll(wrt);
        for (Tensor tensor : order) {
            for (int i = 0; i < tensor.inputs().size(); i++) {
                if (active.contains(tensor.input(i)) && isDifferentiable(tensor.op(), i)) {
                    active.add(tensor);
                }
            }
        }
        return active;
    }

    /** Whether a gradient flows to an input: not through steps, indices and barriers, where it is zero. */
    private static boolean isDifferentiable(Op op, int input) {
        return switch (op) {
            case Op.StopGradient _ -> false;
            case Op.Unary(UnaryFunction function) -> function != UnaryFunction.SIGN;
            case Op.Binary(BinaryFunction function) ->
                switch (function) {
                    case GREATER, GREATER_EQUAL, EQUAL -> false;
                    case ADD, SUB, MUL, DIV, POW, MAX, MIN -> true;
                };
            case Op.Select _ -> input != 0;
            case Op.Gather _, Op.Scatter _ -> input == 0;
            default -> true;
        };
    }

    /** {@code g}, the gradient of the loss in {@code y}, carried to input {@code i} of {@code y}. */
    private static Tensor vectorJacobianProduct(Tensor y, int i, Tensor g) {
        return switch (y.op()) {
            case Op.Unary(UnaryFunction function) -> g.mul(derivative(function, y.input(0), y));
            case Op.Binary(BinaryFunction function) -> binary(function, y, i, g);
            case Op.Select _ -> {
                Tensor zeros = Tensor.zeros(g.shape());
                yield i == 1 ? y.input(0).select(g, zeros) : y.input(0).select(zeros, g);
            }
            case Op.Reduce(Reduction reduction, List<Integer> axes) ->
                switch (reduction) {
                    case SUM -> g.broadcast(y.input(0).shape());
                    case MAX -> {
                        Tensor peaks = y.input(0).equal(y.broadcast(y.input(0).shape()));
                        int[] reduced =
                                axes.stream().mapToInt(Integer::intValue).toArray();
                        yield reduced.length == 0 ? g : peaks.mul(g.div(peaks.sum(reduced)));
                    }
                };
            case Op.Reshape _ -> g.reshape(y.input(0).shape());
            case Op.Transpose(List<Integer> permutation) -> {
                int[] inverse = new int[permutation.size()];
                for (int axis = 0; axis < inverse.length; axis++) {
                    inverse[permutation.get(axis)] = axis;
                }
                yield g.transpose(inverse);
            }
            case Op.Broadcast _ -> g.sum(repeatedAxes(y.input(0).shape(), y.shape()));
            case Op.Slice(int axis, int start) ->
                g.pad(
                        axis,
                        start,
                        y.input(0).shape().size(axis) - start - y.shape().size(axis));
            case Op.Pad(int axis, int before, int _) ->
                g.slice(axis, before, before + y.input(0).shape().size(axis));
            case Op.Concat(int axis) -> {
                int start = 0;
                for (Tensor earlier : y.inputs().subList(0, i)) {
                    start += earlier.shape().size(axis);
                }
                yield g.slice(axis, start, start + y.input(i).shape().size(axis));
            }
            case Op.MatMul(boolean left, boolean right) -> {
                Tensor a = y.input(0);
                Tensor b = y.input(1);
                if (i == 0) {
                    yield left ? b.matmul(g, right, true) : g.matmul(b, false, !right);
                }
                yield right ? g.matmul(a, true, left) : a.matmul(g, !left, false);
            }
            case Op.Conv(Window window) ->
                i == 0
                        ? g.convInputGradient(y.input(1), window, y.input(0).shape())
                        : y.input(0).convWeightGradient(g, window, y.input(1).shape());
            case Op.ConvInputGradient(Window window) ->
                i == 0
                        ? g.conv(y.input(1), window)
                        : g.convWeightGradient(y.input(0), window, y.input(1).shape());
            case Op.ConvWeightGradient(Window window) ->
                i == 0
                        ? y.input(1).convInputGradient(g, window, y.input(0).shape())
                        : y.input(0).conv(g, window);
            case Op.Gather _ -> g.scatter(y.input(1), y.input(0).shape().size(0));
            case Op.Scatter _ -> g.gather(y.input(1));
            case Op.Variable _, Op.Constant _, Op.Literal _, Op.Random _, Op.StopGradient _ ->
                throw new IllegalStateException(y.op() + " has no inputs to differentiate");
        };
    }

    /** dy/dx of {@code y = function(x)}. */
    private static Tensor derivative(UnaryFunction function, Tensor x, Tensor y) {
        Tensor one = Tensor.ones(x.shape());
        return switch (function) {
            case NEG -> one.neg();
            case EXP -> y;
            case LOG -> one.div(x);
            case LOG1P -> one.div(x.add(1));
            case SQRT -> Tensor.fill(x.shape(), 0.5).div(y);
            case ABS -> x.sign();
            case SIGN -> Tensor.zeros(x.shape());
            case TANH -> one.sub(y.square());
            case SIGMOID -> y.mul(one.sub(y));
            case SOFTPLUS -> x.sigmoid();
            case ERF -> x.square().neg().exp().mul(2 / Math.sqrt(Math.PI));
            case BFLOAT16 -> one;
        };
    }

    private static Tensor binary(BinaryFunction function, Tensor y, int i, Tensor g) {
        Tensor a = y.input(0);
        Tensor b = y.input(1);
        return switch (function) {
            case ADD -> g;
            case SUB -> i == 0 ? g : g.neg();
            case MUL -> g.mul(i == 0 ? b : a);
            case DIV -> i == 0 ? g.div(b) : g.mul(y).div(b).neg();
            case POW -> {
                if (i == 0) {
                    yield g.mul(b).mul(a.pow(lowered(a, b)));
                }
                // x^b is flat in b at x = 0, where log x is not finite.
                Tensor log = a.greater(0).select(a, Tensor.ones(a.shape())).log();
                yield g.mul(y).mul(log);
            }
            case MAX -> g.mul(preferred(i == 0 ? a : b, i == 0 ? b : a));
            case MIN -> g.mul(preferred(i == 0 ? b : a, i == 0 ? a : b));
            case GREATER, GREATER_EQUAL, EQUAL -> Tensor.zeros(g.shape());
        };
    }

    /** {@code b - 1}, but 0 where {@code a} and {@code b} are: {@code b a^(b - 1)} would be 0 times infinity there. */
    private static Tensor lowered(Tensor a, Tensor b) {
        if (b.op() instanceof Op.Constant(double exponent)) {
            return Tensor.fill(b.shape(), exponent == 0 ? 0 : exponent - 1);
        }
        Tensor zeros = Tensor.zeros(b.shape());
        return a.equal(zeros).mul(b.equal(zeros)).select(zeros, b.sub(1));
    }

    /** 1 where {@code a} is greater, one half where the two are equal, 0 elsewhere. */
    private static Tensor preferred(Tensor a, Tensor b) {
        return a.greater(b).add(a.greaterEqual(b)).mul(0.5);
    }

    private static int[] repeatedAxes(Shape from, Shape to) {
        return IntStream.range(0, to.rank())
                .filter(axis -> from.size(axis) != to.size(axis))
                .toArray();
    }

    /**
     * The sum of the contributions. The gradients of separate slices of one tensor, such as a network's layers in its
     * flat parameter vector, are joined rather than padded and added.
     */
    private static Tensor total(List<Tensor> contributions) {
        List<Tensor> slices = new ArrayList<>();
        List<Tensor> others = new ArrayList<>();
        for (Tensor contribution : contributions) {
            boolean joins = contribution.op() instanceof Op.Pad(int axis, var _, var _)
                    && (slices.isEmpty()
                            || slices.getFirst().op() instanceof Op.Pad(int first, var _, var _) && first == axis);
            (joins ? slices : others).add(contribution);
        }
        if (slices.size() > 1) {
            others.addAll(joined(slices));
        } else {
            others.addAll(slices);
        }
        return others.stream().reduce(Tensor::add).orElseThrow();
    }

    private static List<Tensor> joined(List<Tensor> slices) {
        int axis = ((Op.Pad) slices.getFirst().op()).axis();
        Map<Integer, Tensor> byStart = new TreeMap<>();
        List<Tensor> overlapping = new ArrayList<>();
        int covered = 0;
        for (Tensor slice : slices.stream()
                .sorted(Comparator.comparingInt(slice -> ((Op.Pad) slice.op()).before()))
                .toList()) {
            int start = ((Op.Pad) slice.op()).before();
            Tensor content = slice.input(0);
            Tensor same = byStart.get(start);
            if (start >= covered) {
                byStart.put(start, content);
                covered = start + content.shape().size(axis);
            } else if (same != null && same.shape().equals(content.shape())) {
                byStart.put(start, same.add(content));
            } else {
                overlapping.add(slice);
            }
        }
        Shape whole = slices.getFirst().shape();
        List<Tensor> parts = new ArrayList<>();
        int end = 0;
        for (Map.Entry<Integer, Tensor> part : byStart.entrySet()) {
            if (part.getKey() > end) {
                parts.add(Tensor.zeros(whole.with(axis, part.getKey() - end)));
            }
            parts.add(part.getValue());
            end = part.getKey() + part.getValue().shape().size(axis);
        }
        if (end < whole.size(axis)) {
            parts.add(Tensor.zeros(whole.with(axis, whole.size(axis) - end)));
        }
        overlapping.add(Tensor.concat(axis, parts));
        return overlapping;
    }
}
