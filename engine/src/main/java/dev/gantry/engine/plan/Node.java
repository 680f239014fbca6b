package dev.gantry.engine.plan;

import dev.gantry.core.tensor.Op;
import dev.gantry.core.tensor.Op.UnaryFunction;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** A tensor while it is being planned: what kind of work it is, and who uses it. */
final class Node {

    enum Kind {
        /** A value known when planning; takes no memory. */
        CONSTANT,
        /** A variable or literal, already in memory. */
        STORED,
        /** Another arrangement of its input's memory. */
        VIEW,
        /** One element from one element of each input. */
        ELEMENTWISE,
        /** Its input, in row-major order in memory of its own. */
        COPY,
        REDUCE,
        PAD,
        CONCAT,
        /** A kernel of its own. */
        OPAQUE
    }

    final Tensor tensor;
    final Kind kind;
    final int index;
    /** Which shard computes it. */
    final int shard;

    final List<Node> inputs;

    /** What its elements are known to be. */
    final Precision precision;

    /** Nodes that do work on this, views looked through. */
    final List<Node> users = new ArrayList<>();

    private final Node source;
    private final Node sameElements;
    /** Where the elements are if the source's begin at 0. */
    private final View layout;

    Node(Tensor tensor, Kind kind, int index, int shard, List<Node> inputs) {
        this.tensor = tensor;
        this.kind = kind;
        this.index = index;
        this.shard = shard;
        this.inputs = List.copyOf(inputs);
        this.precision = precision(tensor.op(), kind, inputs);
        if (kind == Kind.VIEW) {
            Node input = inputs.getFirst();
            this.source = input.source;
            this.sameElements = tensor.op() instanceof Op.Reshape ? input.sameElements : this;
            this.layout = arranged(tensor, input.layout);
        } else {
            this.source = this;
            this.sameElements = this;
            this.layout = View.dense(new View.Storage.Arena(), 0, tensor.shape());
            for (Node input : inputs) {
                input.source.users.add(this);
            }
        }
    }

    static Kind kind(Op op) {
        return switch (op) {
            case Op.Constant _ -> Kind.CONSTANT;
            case Op.Variable _, Op.Literal _ -> Kind.STORED;
            case Op.Reshape _, Op.Transpose _, Op.Broadcast _, Op.Slice _ -> Kind.VIEW;
            case Op.Unary _, Op.Binary _, Op.Select _ -> Kind.ELEMENTWISE;
            case Op.Reduce _ -> Kind.REDUCE;
            case Op.Pad _ -> Kind.PAD;
            case Op.Concat _ -> Kind.CONCAT;
            case Op.MatMul _,
                    Op.Conv _,
                    Op.ConvInputGradient _,
                    Op.ConvWeightGradient _,
                    Op.Gather _,
                    Op.Scatter _,
                    Op.Random _ -> Kind.OPAQUE;
            case Op.StopGradient _ -> throw new IllegalStateException("simplified away");
        };
    }

    private static Precision precision(Op op, Kind kind, List<Node> inputs) {
        boolean rounded = switch (kind) {
            case CONSTANT -> op instanceof Op.Constant(double value) && Precision.bfloat16(value) == value;
            case ELEMENTWISE -> op instanceof Op.Unary(UnaryFunction function) && function == UnaryFunction.BFLOAT16;
            case VIEW, COPY, PAD, CONCAT -> inputs.stream().allMatch(input -> input.precision == Precision.BFLOAT16);
            case STORED, REDUCE, OPAQUE -> false;
        };
        return rounded ? Precision.BFLOAT16 : Precision.FLOAT32;
    }

    Shape shape() {
        return tensor.shape();
    }

    /** The node whose memory this arranges. */
    Node source() {
        return source;
    }

    /** The node whose elements these are, in the same row-major order. */
    Node sameElements() {
        return sameElements;
    }

    /** Whether this has a result of its own to be stored. */
    boolean isComputed() {
        return kind != Kind.CONSTANT && kind != Kind.STORED && kind != Kind.VIEW;
    }

    boolean isLoopWork() {
        return kind == Kind.ELEMENTWISE || kind == Kind.COPY || kind == Kind.REDUCE;
    }

    /** How many elements a loop over this node's work has. */
    long loopSize() {
        return kind == Kind.REDUCE ? inputs.getFirst().shape().size() : shape().size();
    }

    /** Whether every input made from {@code source} has its elements in the same row-major order. */
    boolean readsInOrder(Node source) {
        return inputs.stream()
                .filter(input -> input.source() == source)
                .allMatch(input -> input.sameElements() == source);
    }

    /** Whether this reads nothing of the {@code size} elements of {@code source} from {@code offset} on. */
    boolean leavesAlone(Node source, long offset, long size) {
        return inputs.stream()
                .filter(input -> input.source() == source)
                .noneMatch(input -> input.overlaps(offset, size));
    }

    /** Whether what this reads of these elements of {@code source} it reads element by element. */
    boolean readsInPlace(Node source, long offset, long size) {
        return isLoopWork()
                && loopSize() == size
                && inputs.stream()
                        .filter(input -> input.source() == source && input.overlaps(offset, size))
                        .allMatch(input -> input.isDense() && input.layout.offset() == offset);
    }

    private boolean overlaps(long offset, long size) {
        return layout.offset() < offset + size && offset < layout.end();
    }

    /** This node's elements, given where its source's are, densely. */
    View view(View source) {
        return new View(source.storage(), source.offset() + layout.offset(), layout.shape(), layout.strides());
    }

    private static View arranged(Tensor tensor, View input) {
        return switch (tensor.op()) {
            case Op.Reshape _ -> input.reshaped(tensor.shape());
            case Op.Transpose(List<Integer> permutation) -> input.transposed(permutation);
            case Op.Broadcast _ -> input.broadcast(tensor.shape());
            case Op.Slice(int axis, int start) -> input.sliced(axis, start, tensor.shape());
            default -> throw new IllegalStateException(tensor.op() + " is no view");
        };
    }

    /** Whether the elements lie in row-major order without gaps; a constant lies nowhere. */
    boolean isDense() {
        return kind != Kind.CONSTANT && layout.isDense();
    }
}
