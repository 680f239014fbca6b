package dev.gantry.engine.plan;

import static dev.gantry.engine.plan.Matching.constant;
import static dev.gantry.engine.plan.Matching.is;
import static dev.gantry.engine.plan.Matching.isFunction;
import static java.util.Objects.requireNonNull;

import dev.gantry.core.tensor.GraphBounds;
import dev.gantry.core.tensor.Op;
import dev.gantry.core.tensor.Op.BinaryFunction;
import dev.gantry.core.tensor.Op.Reduction;
import dev.gantry.core.tensor.Op.UnaryFunction;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Rewrites a graph into an equal one with less work: equal subexpressions once, constants folded, identities removed.
 * Values may change in the last bits, as where a division by a constant becomes a product.
 */
final class Simplifier {

    private record Key(Op op, Shape shape, List<Integer> inputs) {}

    private final Map<Key, Tensor> unique = new HashMap<>();
    private final Map<Tensor, Integer> numbers = new IdentityHashMap<>();
    private final Map<Tensor, Tensor> simplified = new IdentityHashMap<>();
    private final boolean improve;

    private Simplifier(boolean improve) {
        this.improve = improve;
    }

    /** A tensor on the way to its simplified form. */
    private static final class Visit {

        private final List<Tensor> forms = new ArrayList<>();
        private int simplifiedInputs;

        private Visit(Tensor tensor) {
            forms.add(tensor);
        }

        private void improved(Tensor better) {
            forms.add(better);
            simplifiedInputs = 0;
        }
    }

    /**
     * The roots' simplified forms, in order.
     *
     * @param improve if not, nothing changes but what cannot be planned: a variable is read once, gradients are not stopped any
     *     more, and a constant has its shape at once
     */
    static List<Tensor> simplify(List<Tensor> roots, boolean improve) {
        Simplifier simplifier = new Simplifier(improve);
        return roots.stream().map(simplifier::simplified).toList();
    }

    /** With a stack of its own: a graph, and what rules make of it, is deeper than a thread's stack. */
    private Tensor simplified(Tensor root) {
        Deque<Visit> stack = new ArrayDeque<>();
        push(root, stack);
        while (!stack.isEmpty()) {
            GraphBounds.checkInterrupt();
            Visit visit = stack.peek();
            Tensor form = visit.forms.getLast();
            if (visit.simplifiedInputs < form.inputs().size()) {
                push(form.input(visit.simplifiedInputs++), stack);
                continue;
            }
            Tensor rebuilt =
                    form.withInputs(form.inputs().stream().map(this::known).toList());
            Tensor better = improve ? improve(rebuilt) : withoutMarks(rebuilt);
            if (better != rebuilt && !simplified.containsKey(better)) {
                visit.improved(better);
                continue;
            }
            boolean isShared = improve || rebuilt.op() instanceof Op.Variable;
            Tensor result = better != rebuilt ? known(better) : isShared ? unique(rebuilt) : rebuilt;
            visit.forms.forEach(earlier -> simplified.put(earlier, result));
            simplified.put(result, result);
            stack.pop();
        }
        return known(root);
    }

    private void push(Tensor tensor, Deque<Visit> stack) {
        if (!simplified.containsKey(tensor)) {
            stack.push(new Visit(tensor));
        }
    }

    private Tensor known(Tensor tensor) {
        return requireNonNull(simplified.get(tensor));
    }

    private Tensor unique(Tensor tensor) {
        List<Integer> inputs = tensor.inputs().stream().map(numbers::get).toList();
        Tensor first = unique.computeIfAbsent(new Key(tensor.op(), tensor.shape(), inputs), _ -> tensor);
        numbers.putIfAbsent(first, numbers.size());
        return first;
    }

    private static Tensor withoutMarks(Tensor t) {
        if (t.op() instanceof Op.StopGradient) {
            return t.input(0);
        }
        return Node.kind(t.op()) == Node.Kind.VIEW && constant(t.input(0)).isPresent()
                ? Tensor.fill(t.shape(), constant(t.input(0)).getAsDouble())
                : t;
    }

    /** An equal tensor that is cheaper, or the same; its inputs are simplified already. */
    private static Tensor improve(Tensor t) {
        return switch (t.op()) {
            case Op.Unary(UnaryFunction function) -> unary(function, t);
            case Op.Binary(BinaryFunction function) -> binary(function, t);
            case Op.Select _ -> select(t);
            case Op.Reduce(Reduction reduction, List<Integer> axes) -> reduce(reduction, axes, t);
            case Op.Reshape _ -> reshape(t);
            case Op.Transpose(List<Integer> permutation) -> transpose(permutation, t);
            case Op.Broadcast _ -> broadcast(t);
            case Op.Slice(int axis, int start) -> slice(axis, start, t);
            case Op.Pad _ -> is(t.input(0), 0) ? Tensor.zeros(t.shape()) : t;
            case Op.MatMul(boolean left, boolean right) -> matmul(left, right, t);
            case Op.StopGradient _ -> t.input(0);
            case Op.Variable _, Op.Constant _, Op.Literal _, Op.Random _, Op.Concat _ -> t;
            case Op.Conv _, Op.ConvInputGradient _, Op.ConvWeightGradient _ ->
                is(t.input(0), 0) || is(t.input(1), 0) ? Tensor.zeros(t.shape()) : t;
            case Op.Gather _, Op.Scatter _ -> is(t.input(0), 0) ? Tensor.zeros(t.shape()) : t;
        };
    }

    private static Tensor unary(UnaryFunction function, Tensor t) {
        Tensor x = t.input(0);
        OptionalDouble constant = constant(x);
        if (constant.isPresent()) {
            double value = constant.getAsDouble();
            return switch (function) {
                case NEG -> Tensor.fill(t.shape(), -value);
                case EXP -> Tensor.fill(t.shape(), Math.exp(value));
                case LOG -> Tensor.fill(t.shape(), Math.log(value));
                case SQRT -> Tensor.fill(t.shape(), Math.sqrt(value));
                case ABS -> Tensor.fill(t.shape(), Math.abs(value));
                case SIGN -> Tensor.fill(t.shape(), Math.signum(value));
                case BFLOAT16 -> Tensor.fill(t.shape(), Precision.bfloat16(value));
                case LOG1P, TANH, SIGMOID, SOFTPLUS, ERF -> t;
            };
        }
        if (x.op() instanceof Op.Broadcast) {
            return x.input(0).apply(function).broadcast(t.shape());
        }
        if (function == UnaryFunction.BFLOAT16 && (x.op() instanceof Op.Reshape || x.op() instanceof Op.Transpose)) {
            // One rounding for all arrangements of an operand, and products see which are transposed.
            return x.copy(List.of(x.input(0).apply(function)));
        }
        if (function == UnaryFunction.NEG) {
            if (isFunction(x, UnaryFunction.NEG)) {
                return x.input(0);
            }
            if (isFunction(x, BinaryFunction.SUB)) {
                return x.input(1).sub(x.input(0));
            }
            if (isFunction(x, BinaryFunction.MUL) && constant(x.input(1)).isPresent()) {
                return x.input(0).mul(-constant(x.input(1)).getAsDouble());
            }
        }
        return t;
    }

    private static Tensor binary(BinaryFunction function, Tensor t) {
        Tensor a = t.input(0);
        Tensor b = t.input(1);
        OptionalDouble left = constant(a);
        OptionalDouble right = constant(b);
        if (left.isPresent() && right.isPresent()) {
            return Tensor.fill(t.shape(), folded(function, left.getAsDouble(), right.getAsDouble()));
        }
        return beforeBroadcast(function, a, b, t.shape())
                .or(() -> BinaryRules.better(function, a, b))
                .orElse(t);
    }

    /** Work on repeated values, done before they are repeated. */
    private static Optional<Tensor> beforeBroadcast(BinaryFunction function, Tensor a, Tensor b, Shape shape) {
        Tensor smallA = a.op() instanceof Op.Broadcast ? a.input(0) : a;
        Tensor smallB = b.op() instanceof Op.Broadcast ? b.input(0) : b;
        Shape small = smallA != a ? smallA.shape() : smallB.shape();
        if (smallA == a && smallB == b) {
            return Optional.empty();
        }
        OptionalDouble constantA = constant(a);
        OptionalDouble constantB = constant(b);
        if (constantA.isPresent()) {
            smallA = Tensor.fill(small, constantA.getAsDouble());
        } else if (constantB.isPresent()) {
            smallB = Tensor.fill(small, constantB.getAsDouble());
        }
        if (!smallA.shape().equals(small) || !smallB.shape().equals(small)) {
            return Optional.empty();
        }
        return Optional.of(smallA.apply(function, smallB).broadcast(shape));
    }

    private static Tensor select(Tensor t) {
        OptionalDouble condition = constant(t.input(0));
        if (condition.isPresent()) {
            return t.input(condition.getAsDouble() != 0 ? 1 : 2);
        }
        return t.input(1) == t.input(2) ? t.input(1) : t;
    }

    private static Tensor reduce(Reduction reduction, List<Integer> axes, Tensor t) {
        Tensor x = t.input(0);
        if (x.shape().equals(t.shape())) {
            return x;
        }
        double count = (double) x.shape().size() / t.shape().size();
        OptionalDouble constant = constant(x);
        if (constant.isPresent()) {
            double value = constant.getAsDouble();
            return Tensor.fill(t.shape(), reduction == Reduction.SUM ? value * count : value);
        }
        int[] along = axes.stream().mapToInt(Integer::intValue).toArray();
        if (reduction == Reduction.SUM) {
            if (isFunction(x, UnaryFunction.NEG)) {
                return x.input(0).sum(along).neg();
            }
            if (isFunction(x, BinaryFunction.MUL) && constant(x.input(1)).isPresent()) {
                return x.input(0).sum(along).mul(constant(x.input(1)).getAsDouble());
            }
            if (x.op() instanceof Op.Broadcast && x.input(0).shape().equals(t.shape())) {
                return x.input(0).mul(count);
            }
        }
        return t;
    }

    private static Tensor reshape(Tensor t) {
        Tensor x = t.input(0);
        if (x.shape().equals(t.shape())) {
            return x;
        }
        if (x.op() instanceof Op.Constant(double value)) {
            return Tensor.fill(t.shape(), value);
        }
        return x.op() instanceof Op.Reshape ? x.input(0).reshape(t.shape()) : t;
    }

    private static Tensor transpose(List<Integer> permutation, Tensor t) {
        Tensor x = t.input(0);
        if (x.op() instanceof Op.Constant(double value)) {
            return Tensor.fill(t.shape(), value);
        }
        List<Integer> moved =
                permutation.stream().filter(axis -> x.shape().size(axis) > 1).toList();
        if (moved.equals(moved.stream().sorted().toList())) {
            return x.reshape(t.shape());
        }
        if (x.op() instanceof Op.Transpose(List<Integer> earlier)) {
            return x.input(0)
                    .transpose(permutation.stream().mapToInt(earlier::get).toArray());
        }
        return t;
    }

    private static Tensor broadcast(Tensor t) {
        Tensor x = t.input(0);
        if (x.op() instanceof Op.Constant || x.op() instanceof Op.Broadcast) {
            return (x.op() instanceof Op.Constant ? x : x.input(0)).broadcast(t.shape());
        }
        return t;
    }

    private static Tensor slice(int axis, int start, Tensor t) {
        Tensor x = t.input(0);
        int end = start + t.shape().size(axis);
        return switch (x.op()) {
            case Op.Constant(double value) -> Tensor.fill(t.shape(), value);
            case Op.Slice(int inner, int first)
            when inner == axis -> x.input(0).slice(axis, first + start, first + end);
            case Op.Pad(int inner, int before, int _)
            when inner == axis -> {
                int after = before + x.input(0).shape().size(axis);
                if (start >= before && end <= after) {
                    yield x.input(0).slice(axis, start - before, end - before);
                }
                yield end <= before || start >= after ? Tensor.zeros(t.shape()) : t;
            }
            case Op.Concat(int inner)
            when inner == axis -> {
                int first = 0;
                for (Tensor part : x.inputs()) {
                    int last = first + part.shape().size(axis);
                    if (start >= first && end <= last) {
                        yield part.slice(axis, start - first, end - first);
                    }
                    first = last;
                }
                yield t;
            }
            default -> t;
        };
    }

    private static Tensor matmul(boolean left, boolean right, Tensor t) {
        Tensor a = t.input(0);
        Tensor b = t.input(1);
        if (is(a, 0) || is(b, 0)) {
            return Tensor.zeros(t.shape());
        }
        if (swapsLastAxes(a)) {
            return a.input(0).matmul(b, !left, right);
        }
        if (swapsLastAxes(b)) {
            return a.matmul(b.input(0), left, !right);
        }
        int inner = a.shape().size(left ? -2 : -1);
        if (inner == 1) {
            // An outer product: element-wise work, which fuses, and which BLAS is slow at.
            Shape column = t.shape().with(-1, 1);
            Shape row = t.shape().with(-2, 1);
            return a.reshape(column).mul(b.reshape(row));
        }
        return t;
    }

    private static boolean swapsLastAxes(Tensor t) {
        if (!(t.op() instanceof Op.Transpose(List<Integer> permutation))) {
            return false;
        }
        int rank = permutation.size();
        List<Integer> swapped =
                new ArrayList<>(IntStream.range(0, rank - 2).boxed().toList());
        swapped.add(rank - 1);
        swapped.add(rank - 2);
        return permutation.equals(swapped);
    }

    private static double folded(BinaryFunction function, double a, double b) {
        return switch (function) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> a / b;
            case POW -> Math.pow(a, b);
            case MAX -> Math.max(a, b);
            case MIN -> Math.min(a, b);
            case GREATER -> a > b ? 1 : 0;
            case GREATER_EQUAL -> a >= b ? 1 : 0;
            case EQUAL -> a == b ? 1 : 0;
        };
    }
}
