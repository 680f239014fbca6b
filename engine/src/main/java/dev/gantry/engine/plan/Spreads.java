package dev.gantry.engine.plan;

import static java.util.Objects.requireNonNull;

import dev.gantry.core.tensor.Op;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.plan.Division.Range;
import dev.gantry.engine.plan.Spread.Divided;
import dev.gantry.engine.plan.Spread.Partial;
import dev.gantry.engine.plan.Spread.Whole;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The values of a graph as shards have them, and how a shard gets one in another way. */
abstract class Spreads {

    /** A sum of addends this large is computed in parts, one a shard, and a smaller one by every shard for itself. */
    private static final long LARGE = 4096;

    private record Cut(Tensor tensor, Division division) {}

    final int shards;
    private final Map<Tensor, Spread> spreads = new IdentityHashMap<>();
    private final Map<Tensor, Integer> owners = new IdentityHashMap<>();
    private final Map<Tensor, List<Tensor>> wholes = new IdentityHashMap<>();
    private final Map<Cut, List<Tensor>> parts = new HashMap<>();
    /** How many rows batches have, so that a batch of numbers is told from a vector of parameters. */
    private final Set<Integer> rows;

    Spreads(List<Tensor> order, int shards) {
        this.shards = shards;
        this.rows = order.stream()
                .filter(tensor -> isBatch(tensor) && tensor.shape().rank() > 1)
                .map(tensor -> tensor.shape().size(0))
                .collect(Collectors.toSet());
    }

    void put(Tensor traced, Spread spread) {
        spreads.put(traced, spread);
    }

    /** Which shard computes a tensor; variables and constants are everybody's. */
    Map<Tensor, Integer> owners() {
        return owners;
    }

    boolean isBatch(Tensor t) {
        return (t.op() instanceof Op.Variable || t.op() instanceof Op.Random)
                && t.shape().rank() > 0
                && t.shape().size(0) >= shards;
    }

    /** Whoever needs all of a variable or of draws has it at no cost. */
    Spread leaf(Tensor t) {
        List<Tensor> copies = t.op() instanceof Op.Random random
                ? each(_ -> Tensor.draws(random, t.shape()))
                : Collections.nCopies(shards, t);
        wholes.put(t, copies);
        if (!isBatch(t) || !rows.contains(t.shape().size(0))) {
            return new Whole(copies);
        }
        Division division = even(0, t.shape());
        return new Divided(division, cut(t, division));
    }

    static Tensor like(Tensor t, List<Tensor> inputs) {
        Tensor first = inputs.getFirst();
        return switch (t.op()) {
            case Op.Unary(Op.UnaryFunction function) -> first.apply(function);
            case Op.Binary(Op.BinaryFunction function) -> first.apply(function, inputs.getLast());
            case Op.Select _ -> first.select(inputs.get(1), inputs.get(2));
            default -> throw new IllegalStateException(t.op() + " is not element-wise");
        };
    }

    /** An addend of a value that may be no sum: one shard has it then, the others have zeros. */
    Tensor onlyOnce(Tensor t, int shard) {
        return spreadOf(t) instanceof Partial || shard == 0 ? addend(t, shard) : Tensor.zeros(t.shape());
    }

    Spread spreadOf(Tensor traced) {
        return requireNonNull(spreads.get(traced));
    }

    Optional<Division> division(Tensor traced) {
        return spreadOf(traced) instanceof Divided(Division division, List<Tensor> _)
                ? Optional.of(division)
                : Optional.empty();
    }

    Optional<Division> divisionOn(int axis, Tensor traced) {
        return division(traced).filter(division -> division.axis() == axis);
    }

    /** The shard's copy, part or addend, whichever it has. */
    Tensor partOf(Tensor traced, int shard) {
        return switch (spreadOf(traced)) {
            case Whole(List<Tensor> copies) -> copies.get(shard);
            case Divided(Division _, List<Tensor> held) -> held.get(shard);
            case Partial(List<Tensor> addends) -> addends.get(shard);
        };
    }

    Tensor addend(Tensor traced, int shard) {
        return spreadOf(traced) instanceof Divided ? wholes(traced).get(shard) : partOf(traced, shard);
    }

    List<Tensor> inputParts(Tensor traced, Division division, int shard) {
        return traced.inputs().stream()
                .map(input -> parts(input, division).get(shard))
                .toList();
    }

    Spread whole(Tensor t) {
        return new Whole(each(shard -> t.copy(
                t.inputs().stream().map(input -> wholes(input).get(shard)).toList())));
    }

    Spread divided(Division division, IntFunction<Tensor> part) {
        return new Divided(division, each(part));
    }

    /** Has a sum's addends added, once for all who need it whole or divided. */
    void resolved(Tensor traced) {
        if (spreadOf(traced) instanceof Partial(List<Tensor> addends)) {
            spreads.put(
                    traced,
                    largeDivision(traced.shape())
                            .<Spread>map(division -> divided(division, shard -> sum(addends, division, shard)))
                            .orElseGet(() -> new Whole(each(_ -> sum(addends)))));
        }
    }

    static Tensor sum(List<Tensor> addends) {
        return addends.stream().reduce(Tensor::add).orElseThrow();
    }

    static Tensor sum(List<Tensor> addends, Division division, int shard) {
        return sum(
                addends.stream().map(addend -> ranges(addend, division, shard)).toList());
    }

    /** A shard's part of a tensor that is whole. */
    static Tensor ranges(Tensor whole, Division division, int shard) {
        return Tensor.concat(
                division.axis(),
                division.shards().get(shard).stream()
                        .map(range -> whole.slice(division.axis(), range.start(), range.end()))
                        .toList());
    }

    Optional<Division> largeDivision(Shape shape) {
        return !isLarge(shape)
                ? Optional.empty()
                : IntStream.range(0, shape.rank())
                        .filter(axis -> shape.size(axis) >= shards)
                        .mapToObj(axis -> even(axis, shape))
                        .findFirst();
    }

    static boolean isLarge(Shape shape) {
        return shape.size() >= LARGE;
    }

    Division even(int axis, Shape shape) {
        return Division.even(axis, shape.size(axis), shards);
    }

    /** All of a value, as each shard reads it. */
    List<Tensor> wholes(Tensor traced) {
        List<Tensor> known = wholes.get(traced);
        if (known == null) {
            resolved(traced);
            known = switch (spreadOf(traced)) {
                case Whole(List<Tensor> copies) -> copies;
                case Divided(Division division, List<Tensor> held) ->
                    Collections.nCopies(shards, gathered(division, held));
                case Partial _ -> throw new IllegalStateException("a sum that was not added");
            };
            wholes.put(traced, known);
        }
        return known;
    }

    /** The parts where they lie in the whole. */
    Tensor gathered(Division division, List<Tensor> held) {
        record Piece(int start, Tensor tensor) {}
        List<Piece> pieces = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            int position = 0;
            for (Range range : division.shards().get(shard)) {
                Tensor piece = held.get(shard).slice(division.axis(), position, position + range.size());
                pieces.add(new Piece(range.start(), piece));
                position += range.size();
            }
        }
        pieces.sort(Comparator.comparingInt(Piece::start));
        return owned(
                Tensor.concat(
                        division.axis(), pieces.stream().map(Piece::tensor).toList()),
                0);
    }

    /** A value divided in this way, whatever it is now. */
    List<Tensor> parts(Tensor traced, Division division) {
        List<Tensor> known = parts.get(new Cut(traced, division));
        if (known == null) {
            known = switch (spreadOf(traced)) {
                case Divided(Division same, List<Tensor> held) when same.equals(division) -> held;
                case Divided _ -> each(shard -> ranges(wholes(traced).get(shard), division, shard));
                case Partial(List<Tensor> addends) -> each(shard -> sum(addends, division, shard));
                case Whole _ -> cut(traced, division);
            };
            parts.put(new Cut(traced, division), known);
        }
        return known;
    }

    /** Parts of what every shard could compute as a whole, by computing no more than the part where that is possible. */
    List<Tensor> cut(Tensor t, Division division) {
        return switch (t.op()) {
            case Op.Constant(double value) -> each(shard -> Tensor.fill(division.part(t.shape(), shard), value));
            case Op.Random random
            when isOutermost(division.axis(), t.shape()) -> each(shard -> draws(random, t.shape(), division, shard));
            case Op.Unary _, Op.Binary _, Op.Select _ -> each(shard -> like(t, inputParts(t, division, shard)));
            case Op.Broadcast _
            when t.input(0).shape().size(division.axis()) == 1 ->
                each(shard -> wholes(t.input(0)).get(shard).broadcast(division.part(t.shape(), shard)));
            case Op.Broadcast _ ->
                each(shard -> parts(t.input(0), division).get(shard).broadcast(division.part(t.shape(), shard)));
            default -> each(shard -> ranges(wholes(t).get(shard), division, shard));
        };
    }

    static boolean isOutermost(int axis, Shape shape) {
        return IntStream.range(0, axis).allMatch(outer -> shape.size(outer) == 1);
    }

    static Tensor draws(Op.Random random, Shape shape, Division division, int shard) {
        long row = shape.size() / shape.size(division.axis());
        return Tensor.concat(
                division.axis(),
                division.shards().get(shard).stream()
                        .map(range -> Tensor.draws(
                                new Op.Random(
                                        random.distribution(), random.stream(), random.first() + range.start() * row),
                                shape.with(division.axis(), range.size())))
                        .toList());
    }

    List<Tensor> each(IntFunction<Tensor> ofShard) {
        return IntStream.range(0, shards)
                .mapToObj(shard -> owned(ofShard.apply(shard), shard))
                .toList();
    }

    /** Has a shard compute what nobody computes yet of a tensor and of what it needs. */
    Tensor owned(Tensor t, int shard) {
        boolean stored = t.op() instanceof Op.Variable || t.op() instanceof Op.Constant || t.op() instanceof Op.Literal;
        if (!stored && owners.putIfAbsent(t, shard) == null) {
            t.inputs().forEach(input -> owned(input, shard));
        }
        return t;
    }
}
