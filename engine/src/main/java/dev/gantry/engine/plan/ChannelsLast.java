package dev.gantry.engine.plan;

import static java.util.Objects.requireNonNull;

import dev.gantry.core.tensor.GraphBounds;
import dev.gantry.core.tensor.Op;
import dev.gantry.core.tensor.Op.Reduction;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Rewrites a graph so that convolutions see images {@code [N, H, W, C]}, which they are faster on. What element-wise work
 * connects to such an image has its channels, the second axis, last too, so that transposes are left only where other work
 * begins.
 */
final class ChannelsLast {

    /** Leads from a tensor to one that stands for all it is connected to. */
    private final Map<Tensor, Tensor> connected = new HashMap<>();

    /** Those that stand for images of convolutions. */
    private final Set<Tensor> images = new HashSet<>();

    private final Map<Tensor, Tensor> asTraced = new HashMap<>();
    private final Map<Tensor, Tensor> asLast = new HashMap<>();

    private ChannelsLast(List<Tensor> order) {
        for (Tensor t : order) {
            for (Tensor input : connectedInputs(t)) {
                connected.put(representative(input), representative(t));
            }
        }
        for (Tensor t : order) {
            imagesOf(t).forEach(image -> images.add(representative(image)));
        }
    }

    static boolean hasConvolutions(List<Tensor> roots) {
        return Tensor.topologicalOrder(roots).stream()
                .anyMatch(t -> !imagesOf(t).isEmpty());
    }

    /** The roots, equal to the given ones. */
    static List<Tensor> of(List<Tensor> roots) {
        List<Tensor> order = Tensor.topologicalOrder(roots);
        ChannelsLast pass = new ChannelsLast(order);
        for (Tensor t : order) {
            GraphBounds.checkInterrupt();
            if (pass.becomesLast(t)) {
                pass.asLast.put(t, pass.rebuiltLast(t));
            } else {
                pass.asTraced.put(t, pass.rebuilt(t));
            }
        }
        return roots.stream().map(pass::traced).toList();
    }

    /** What a convolution has images of whose channels are not yet last. */
    private static List<Tensor> imagesOf(Tensor t) {
        return switch (t.op()) {
            case Op.Conv(var window) when !window.channelsLast() -> List.of(t.input(0), t);
            case Op.ConvInputGradient(var window) when !window.channelsLast() -> List.of(t.input(0), t);
            case Op.ConvWeightGradient(var window) when !window.channelsLast() -> t.inputs();
            default -> List.of();
        };
    }

    /** The inputs whose channels stay where they are. */
    private static List<Tensor> sharers(Tensor t) {
        boolean shares = switch (t.op()) {
            case Op.Unary _, Op.Binary _, Op.Select _, Op.Broadcast _, Op.Reduce _, Op.Pad _, Op.Slice _, Op.Concat _ ->
                t.shape().rank() > 2;
            case Op.Reshape _ -> {
                Shape before = t.input(0).shape();
                yield Math.min(before.rank(), t.shape().rank()) > 2
                        && before.size(0) == t.shape().size(0)
                        && before.size(1) == t.shape().size(1);
            }
            default -> false;
        };
        return shares ? t.inputs() : List.of();
    }

    /** Those that are to have the same form: leaves are as they are, and where nothing would be moved both forms are one. */
    private static List<Tensor> connectedInputs(Tensor t) {
        return isMoved(t)
                ? sharers(t).stream()
                        .filter(input -> isMoved(input) && !input.inputs().isEmpty())
                        .toList()
                : List.of();
    }

    private static boolean isMoved(Tensor t) {
        Shape shape = t.shape();
        return shape.rank() > 2
                && shape.size(1) > 1
                && shape.dimensions().subList(2, shape.rank()).stream().anyMatch(size -> size > 1);
    }

    private Tensor representative(Tensor t) {
        Tensor at = t;
        for (Tensor next = connected.get(at); next != null && next != at; next = connected.get(at)) {
            at = next;
        }
        if (at != t) {
            connected.put(t, at);
        }
        return at;
    }

    private boolean becomesLast(Tensor t) {
        List<Tensor> sharers = sharers(t);
        if (sharers.isEmpty()) {
            return imagesOf(t).contains(t);
        }
        return isMoved(t)
                ? images.contains(representative(t))
                : sharers.stream().anyMatch(input -> isMoved(input) && asLast.containsKey(input));
    }

    private Tensor rebuilt(Tensor t) {
        return t.op() instanceof Op.ConvWeightGradient(var window) && !window.channelsLast()
                ? last(t.input(0)).convWeightGradient(last(t.input(1)), window.withChannelsLast(), t.shape())
                : t.withInputs(t.inputs().stream().map(this::traced).toList());
    }

    private Tensor rebuiltLast(Tensor t) {
        Tensor x = last(t.input(0));
        Shape shape = last(t.shape());
        return switch (t.op()) {
            case Op.Unary(var function) -> x.apply(function);
            case Op.Binary(var function) -> x.apply(function, last(t.input(1)));
            case Op.Select _ -> x.select(last(t.input(1)), last(t.input(2)));
            case Op.Broadcast _ -> x.broadcast(shape);
            case Op.Reshape _ -> x.reshape(shape);
            case Op.Reduce(Reduction reduction, List<Integer> axes) -> {
                int[] along = axes.stream().mapToInt(axis -> last(axis, t)).toArray();
                yield reduction == Reduction.SUM ? x.sum(along) : x.maximum(along);
            }
            case Op.Pad(int axis, int before, int after) -> x.pad(last(axis, t), before, after);
            case Op.Slice(int axis, int start) ->
                x.slice(last(axis, t), start, start + t.shape().size(axis));
            case Op.Concat(int axis) ->
                Tensor.concat(last(axis, t), t.inputs().stream().map(this::last).toList());
            case Op.Conv(var window) -> x.conv(traced(t.input(1)), window.withChannelsLast());
            case Op.ConvInputGradient(var window) ->
                x.convInputGradient(traced(t.input(1)), window.withChannelsLast(), shape);
            default -> throw new IllegalStateException(t.op() + " moves channels");
        };
    }

    private Tensor traced(Tensor t) {
        return asTraced.computeIfAbsent(t, _ -> {
            int rank = t.shape().rank();
            return requireNonNull(asLast.get(t))
                    .transpose(
                            IntStream.range(0, rank).map(axis -> last(axis, t)).toArray());
        });
    }

    private Tensor last(Tensor t) {
        return asLast.computeIfAbsent(
                t,
                _ -> requireNonNull(asTraced.get(t))
                        .transpose(order(t.shape().rank()).toArray()));
    }

    /** Where an axis of {@code t} is when the channels are last. */
    private static int last(int axis, Tensor t) {
        return axis == 0 ? 0 : axis == 1 ? t.shape().rank() - 1 : axis - 1;
    }

    private static Shape last(Shape shape) {
        return new Shape(order(shape.rank()).mapToObj(shape::size).toList());
    }

    /** The axes as they come when the channels are last. */
    private static IntStream order(int rank) {
        return IntStream.range(0, rank).map(axis -> axis == 0 ? 0 : axis == rank - 1 ? 1 : axis + 1);
    }
}
