package dev.gantry.engine.plan;

import dev.gantry.core.tensor.GraphBounds;
import dev.gantry.core.tensor.Op;
import dev.gantry.core.tensor.Op.Reduction;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.plan.Division.Range;
import dev.gantry.engine.plan.Spread.Divided;
import dev.gantry.engine.plan.Spread.Partial;
import dev.gantry.engine.plan.Spread.Whole;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;

/**
 * Divides a graph over shards. Batches and draws are divided along their first axis, and what is computed of them stays
 * divided as long as rows do not meet; a sum over rows leaves an addend in each shard, and these are added, in the order of
 * the shards, where the sum is needed. So it is done for accelerators by GSPMD (Xu et al., arXiv:2105.04663). Values change
 * in the last bits, and depend on the number of shards alone.
 */
final class Sharding extends Spreads {

    /** As many floating-point operations are divided even where nothing that they use is. */
    private static final long LARGE_PRODUCT = 1 << 20;

    /**
     * A divided graph.
     *
     * @param roots what the given roots became
     * @param shards which shard computes a tensor; views, variables and constants are everybody's
     */
    record DividedGraph(List<Tensor> roots, Map<Tensor, Integer> shards) {}

    private Sharding(List<Tensor> order, int shards) {
        super(order, shards);
    }

    /** The graph of {@code roots}, which is simplified, on at least 2 shards. */
    static DividedGraph divided(List<Tensor> roots, int shards) {
        List<Tensor> order = Tensor.topologicalOrder(roots);
        Sharding sharding = new Sharding(order, shards);
        for (Tensor tensor : order) {
            GraphBounds.checkInterrupt();
            sharding.put(tensor, sharding.spread(tensor));
        }
        return new DividedGraph(roots.stream().map(sharding::root).toList(), sharding.owners());
    }

    private Tensor root(Tensor traced) {
        boolean elementwise = spreadOf(traced) instanceof Whole && Node.kind(traced.op()) == Node.Kind.ELEMENTWISE;
        return (elementwise ? largeDivision(traced.shape()) : Optional.<Division>empty())
                .map(division -> gathered(division, parts(traced, division)))
                .orElseGet(() -> wholes(traced).getFirst());
    }

    private Spread spread(Tensor t) {
        return switch (t.op()) {
            case Op.Constant _, Op.Literal _ -> new Whole(Collections.nCopies(shards, t));
            case Op.Variable _, Op.Random _ -> leaf(t);
            case Op.Unary _, Op.Binary _, Op.Select _ -> elementwise(t);
            case Op.Reduce(Reduction reduction, List<Integer> axes) -> reduce(reduction, axes, t);
            case Op.Reshape _ -> reshape(t);
            case Op.Transpose(List<Integer> permutation) -> transpose(permutation, t);
            case Op.Broadcast _ -> broadcast(t);
            case Op.Slice(int axis, int start) -> slice(axis, start, t);
            case Op.Pad pad -> pad(pad, t);
            case Op.Concat(int axis) -> concat(axis, t);
            case Op.MatMul product -> product(product, t);
            case Op.Conv _, Op.ConvInputGradient _ -> convolution(t);
            case Op.ConvWeightGradient _ -> kernelGradient(t);
            case Op.Gather _ -> gather(t);
            case Op.Scatter _ -> scatter(t);
            case Op.StopGradient _ -> throw new IllegalStateException("simplified away");
        };
    }

    private Spread elementwise(Tensor t) {
        Optional<Division> division =
                t.inputs().stream().flatMap(input -> division(input).stream()).findFirst();
        if (division.isPresent()) {
            return divided(division.get(), shard -> like(t, inputParts(t, division.get(), shard)));
        }
        if (t.inputs().stream().allMatch(input -> spreadOf(input) instanceof Whole)) {
            return whole(t);
        }
        if (isLinear(t)) {
            return new Partial(each(shard -> like(
                    t, t.inputs().stream().map(input -> addend(input, shard)).toList())));
        }
        t.inputs().forEach(this::resolved);
        return elementwise(t);
    }

    /**
     * Whether {@code t} of addends, one a shard, is the addend of {@code t} of their sum, and costs less than that of the sum,
     * which is divided where it is large.
     */
    private boolean isLinear(Tensor t) {
        List<Boolean> partial = t.inputs().stream()
                .map(input -> spreadOf(input) instanceof Partial)
                .toList();
        return switch (t.op()) {
            case Op.Unary(Op.UnaryFunction function) -> function == Op.UnaryFunction.NEG;
            case Op.Binary(Op.BinaryFunction function) ->
                switch (function) {
                    case ADD, SUB -> partial.getFirst() && partial.getLast();
                    case MUL -> !isLarge(t.shape()) && !(partial.getFirst() && partial.getLast());
                    case DIV -> !isLarge(t.shape()) && !partial.getLast();
                    default -> false;
                };
            default -> false;
        };
    }

    private Spread reduce(Reduction reduction, List<Integer> axes, Tensor t) {
        Tensor x = t.input(0);
        int[] reduced = axes.stream().mapToInt(axis -> axis).toArray();
        IntFunction<Tensor> ofPart = shard -> reduction == Reduction.SUM
                ? partOf(x, shard).sum(reduced)
                : partOf(x, shard).maximum(reduced);
        if (spreadOf(x) instanceof Partial && reduction == Reduction.MAX) {
            resolved(x);
        }
        return switch (spreadOf(x)) {
            case Whole _ -> whole(t);
            case Divided(Division division, List<Tensor> _)
            when !axes.contains(division.axis()) -> divided(division, ofPart);
            case Divided _, Partial _ -> {
                List<Tensor> addends = each(ofPart);
                yield reduction == Reduction.SUM
                        ? new Partial(addends)
                        : new Whole(
                                each(_ -> addends.stream().reduce(Tensor::max).orElseThrow()));
            }
        };
    }

    private Spread reshape(Tensor t) {
        Tensor x = t.input(0);
        return switch (spreadOf(x)) {
            case Divided(Division division, List<Tensor> _) ->
                division.reshaped(x.shape(), t.shape())
                        .<Spread>map(reshaped ->
                                divided(reshaped, shard -> partOf(x, shard).reshape(reshaped.part(t.shape(), shard))))
                        .orElseGet(() -> whole(t));
            case Partial _ -> new Partial(each(shard -> partOf(x, shard).reshape(t.shape())));
            case Whole _ -> whole(t);
        };
    }

    private Spread transpose(List<Integer> permutation, Tensor t) {
        Tensor x = t.input(0);
        int[] order = permutation.stream().mapToInt(axis -> axis).toArray();
        return along(x, t, permutation::indexOf, shard -> partOf(x, shard).transpose(order));
    }

    private Spread broadcast(Tensor t) {
        Tensor x = t.input(0);
        resolved(x);
        return division(x)
                .<Spread>map(division ->
                        divided(division, shard -> partOf(x, shard).broadcast(division.part(t.shape(), shard))))
                .orElseGet(() -> whole(t));
    }

    private Spread slice(int axis, int start, Tensor t) {
        Tensor x = t.input(0);
        int end = start + t.shape().size(axis);
        if (spreadOf(x) instanceof Divided(Division division, List<Tensor> held) && division.axis() == axis) {
            return division.sliced(start, end)
                    .<Spread>map(left -> divided(
                            left,
                            shard -> slicedPart(
                                    held.get(shard), division.shards().get(shard), axis, start, end)))
                    .orElseGet(() -> whole(t));
        }
        return along(x, t, same -> same, shard -> partOf(x, shard).slice(axis, start, end));
    }

    /** What a part, which has these ranges of an axis, has of the axis's elements from {@code start} to {@code end}. */
    private static Tensor slicedPart(Tensor part, List<Range> ranges, int axis, int start, int end) {
        List<Tensor> kept = new ArrayList<>();
        int position = 0;
        for (Range range : ranges) {
            int from = Math.max(range.start(), start);
            int to = Math.min(range.end(), end);
            if (from < to) {
                kept.add(part.slice(axis, position + from - range.start(), position + to - range.start()));
            }
            position += range.size();
        }
        return Tensor.concat(axis, kept);
    }

    private Spread pad(Op.Pad pad, Tensor t) {
        Tensor x = t.input(0);
        return division(x).filter(division -> division.axis() == pad.axis()).isPresent()
                ? whole(t)
                : along(x, t, same -> same, shard -> partOf(x, shard).pad(pad.axis(), pad.before(), pad.after()));
    }

    /** Of a linear operation that maps each axis of its input to one of its own. */
    private Spread along(Tensor x, Tensor t, IntUnaryOperator axes, IntFunction<Tensor> part) {
        return switch (spreadOf(x)) {
            case Whole _ -> whole(t);
            case Divided(Division division, List<Tensor> _) ->
                divided(division.on(axes.applyAsInt(division.axis())), part);
            case Partial _ -> new Partial(each(part));
        };
    }

    private Spread concat(int axis, Tensor t) {
        List<Tensor> inputs = t.inputs();
        List<Division> divisions =
                inputs.stream().flatMap(input -> division(input).stream()).toList();
        if (divisions.isEmpty()) {
            boolean sums = inputs.stream().anyMatch(input -> spreadOf(input) instanceof Partial);
            return sums
                    ? new Partial(each(shard -> Tensor.concat(
                            axis,
                            inputs.stream().map(input -> onlyOnce(input, shard)).toList())))
                    : whole(t);
        }
        Division first = divisions.getFirst();
        if (first.axis() != axis && divisions.stream().allMatch(first::equals)) {
            return divided(first, shard -> Tensor.concat(axis, inputParts(t, first, shard)));
        }
        if (divisions.size() == inputs.size() && divisions.stream().allMatch(division -> division.axis() == axis)) {
            List<Integer> sizes =
                    inputs.stream().map(input -> input.shape().size(axis)).toList();
            return divided(
                    Division.joined(axis, divisions, sizes),
                    shard -> Tensor.concat(
                            axis,
                            inputs.stream().map(input -> partOf(input, shard)).toList()));
        }
        // Computed where its parts lie, for all.
        List<Tensor> parts =
                inputs.stream().map(input -> wholes(input).getFirst()).toList();
        return new Whole(Collections.nCopies(shards, owned(Tensor.concat(axis, parts), 0)));
    }

    private Spread product(Op.MatMul product, Tensor t) {
        Tensor left = t.input(0);
        Tensor right = t.input(1);
        resolved(left);
        resolved(right);
        int rank = t.shape().rank();
        int m = rank - (product.transposeLeft() ? 1 : 2);
        int leftK = rank - (product.transposeLeft() ? 2 : 1);
        int rightK = rank - (product.transposeRight() ? 1 : 2);
        int n = rank - (product.transposeRight() ? 2 : 1);
        Product of = new Product(product, left, right);
        if (rank == 3) {
            Optional<Division> matrices = divisionOn(0, left).or(() -> divisionOn(0, right));
            if (matrices.isPresent()) {
                return divided(matrices.get(), of.parts(matrices.get(), matrices.get()));
            }
        }
        Optional<Division> inner = divisionOn(leftK, left);
        if (inner.isEmpty() && divisionOn(m, left).isEmpty()) {
            inner = divisionOn(rightK, right);
        }
        if (inner.isPresent()) {
            return new Partial(each(of.parts(inner.get().on(leftK), inner.get().on(rightK))));
        }
        boolean large = 2 * t.shape().size() * left.shape().size(leftK) >= LARGE_PRODUCT;
        Optional<Division> columns = divisionOn(n, right);
        Optional<Division> lines = divisionOn(m, left)
                .or(() -> large && columns.isEmpty() && left.shape().size(m) >= shards
                        ? Optional.of(even(m, left.shape()))
                        : Optional.empty());
        if (lines.isPresent()) {
            return divided(
                    lines.get().on(rank - 2),
                    shard -> of.of(
                            parts(left, lines.get()).get(shard), wholes(right).get(shard)));
        }
        return columns.<Spread>map(division -> divided(
                        division.on(rank - 1),
                        shard -> of.of(
                                wholes(left).get(shard), parts(right, division).get(shard))))
                .orElseGet(() -> whole(t));
    }

    private final class Product {

        private final Op.MatMul product;
        private final Tensor left;
        private final Tensor right;

        private Product(Op.MatMul product, Tensor left, Tensor right) {
            this.product = product;
            this.left = left;
            this.right = right;
        }

        private Tensor of(Tensor a, Tensor b) {
            return a.matmul(b, product.transposeLeft(), product.transposeRight());
        }

        private IntFunction<Tensor> parts(Division ofLeft, Division ofRight) {
            List<Tensor> a = Sharding.this.parts(left, ofLeft);
            List<Tensor> b = Sharding.this.parts(right, ofRight);
            return shard -> of(a.get(shard), b.get(shard));
        }
    }

    private Spread convolution(Tensor t) {
        Tensor x = t.input(0);
        Tensor kernels = t.input(1);
        resolved(x);
        Optional<Division> images = divisionOn(0, x);
        if (images.isEmpty() && x.shape().size(0) >= shards) {
            images = Optional.of(even(0, x.shape()));
        }
        return images.<Spread>map(division -> divided(division, shard -> {
                    Tensor part = parts(x, division).get(shard);
                    Tensor whole = wholes(kernels).get(shard);
                    return switch (t.op()) {
                        case Op.Conv conv -> part.conv(whole, conv.window());
                        case Op.ConvInputGradient gradient ->
                            part.convInputGradient(whole, gradient.window(), division.part(t.shape(), shard));
                        default -> throw new IllegalStateException(t.op() + " makes no images");
                    };
                }))
                .orElseGet(() -> whole(t));
    }

    private Spread kernelGradient(Tensor t) {
        Op.ConvWeightGradient gradient = (Op.ConvWeightGradient) t.op();
        Tensor image = t.input(0);
        Tensor result = t.input(1);
        resolved(image);
        resolved(result);
        return divisionOn(0, image)
                .or(() -> divisionOn(0, result))
                .<Spread>map(division -> new Partial(each(shard -> parts(image, division)
                        .get(shard)
                        .convWeightGradient(parts(result, division).get(shard), gradient.window(), t.shape()))))
                .orElseGet(() -> whole(t));
    }

    private Spread gather(Tensor t) {
        return divisionOn(0, t.input(1))
                .<Spread>map(division ->
                        divided(division, shard -> wholes(t.input(0)).get(shard).gather(partOf(t.input(1), shard))))
                .orElseGet(() -> whole(t));
    }

    private Spread scatter(Tensor t) {
        Tensor x = t.input(0);
        return divisionOn(0, x)
                .<Spread>map(division -> new Partial(each(shard -> partOf(x, shard)
                        .scatter(
                                parts(t.input(1), division).get(shard),
                                t.shape().size(0)))))
                .orElseGet(() -> whole(t));
    }
}
