package dev.gantry.engine.plan;

import dev.gantry.core.tensor.Gradients;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.core.tensor.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/** Graphs of every primitive in random combinations, bounded so that single precision stays near double. */
public final class RandomGraphs {

    private final Random random;
    private final List<Tensor> pool = new ArrayList<>();
    private final SequencedMap<String, Tensor> writes = new LinkedHashMap<>();

    private RandomGraphs(long seed) {
        random = new Random(seed);
    }

    /** A graph that overwrites variables it reads, exchanges some, and writes results of several shapes. */
    public static Graph graph(long seed) {
        return new RandomGraphs(seed).build();
    }

    private Graph build() {
        int variables = 2 + random.nextInt(3);
        for (int i = 0; i < variables; i++) {
            Shape shape = i > 0 && random.nextBoolean() ? pool.getLast().shape() : shape();
            pool.add(Tensor.variable("v" + i, shape));
        }
        List<Tensor> state = List.copyOf(pool);
        pool.add(Tensor.normal(shape(), "noise"));
        pool.add(Tensor.fill(shape(), random.nextDouble()));
        Tensor loss = Tensor.scalar(0);
        int count = 5 + random.nextInt(25);
        for (int i = 0; i < count; i++) {
            Tensor next = next();
            pool.add(next);
            if (random.nextInt(4) == 0) {
                loss = loss.add(bounded(next).mean());
            }
            if (random.nextInt(6) == 0) {
                writes.put("out" + i, next);
            }
        }
        writes.put("loss", loss);
        List<Tensor> gradients = Gradients.of(loss, state);
        if (random.nextBoolean()) {
            writes.put("flat", flat(gradients));
        }
        for (int i = 0; i < state.size(); i++) {
            Tensor old = state.get(i);
            Tensor next = state.get((i + 1) % state.size());
            if (next.shape().equals(old.shape()) && random.nextInt(3) > 0) {
                writes.put("v" + i, next);
                continue;
            }
            // With a part of the old value: where the next run compares equal elements, rounding decides.
            switch (random.nextInt(4)) {
                case 0 -> writes.put("v" + i, bounded(old.sub(gradients.get(i).mul(0.1))));
                case 1 -> writes.put("v" + i, bounded(gradients.get(i).add(old.mul(0.5))));
                case 2 -> {
                    Tensor total = state.get(random.nextInt(state.size())).sum();
                    writes.put("v" + i, old.mul(0.5).add(total.mul(0.1)));
                }
                default -> writes.put("gradient" + i, gradients.get(i));
            }
        }
        return new Graph("step", writes);
    }

    private static Tensor flat(List<Tensor> tensors) {
        return Tensor.concat(
                0,
                tensors.stream()
                        .map(tensor ->
                                tensor.reshape(Math.toIntExact(tensor.shape().size())))
                        .toList());
    }

    private Shape shape() {
        return switch (random.nextInt(5)) {
            case 0 -> Shape.SCALAR;
            case 1 -> Shape.of(size());
            case 2 -> Shape.of(size(), small());
            case 3 -> Shape.of(small(), 1, size());
            default -> Shape.of(size(), 1 + random.nextInt(3), 4 + random.nextInt(3), 4 + random.nextInt(3));
        };
    }

    private int size() {
        return random.nextInt(8) == 0 ? 300 + random.nextInt(1500) : small();
    }

    private int small() {
        return 1 + random.nextInt(7);
    }

    private static Tensor bounded(Tensor x) {
        return x.tanh();
    }

    private Tensor pick() {
        return pool.get(random.nextInt(pool.size()));
    }

    private Tensor pick(int rank) {
        Tensor x = pick();
        if (x.shape().rank() == rank) {
            return x;
        }
        int[] sizes = new int[rank];
        Arrays.fill(sizes, 1);
        sizes[random.nextInt(rank)] = Math.toIntExact(x.shape().size());
        return x.reshape(sizes);
    }

    /** Something that broadcasts with {@code x}. */
    private Tensor partner(Tensor x) {
        List<Tensor> same =
                pool.stream().filter(y -> y.shape().equals(x.shape())).toList();
        if (random.nextInt(3) > 0 && !same.isEmpty()) {
            return same.get(random.nextInt(same.size()));
        }
        Shape smaller = x.shape();
        for (int axis = 0; axis < smaller.rank(); axis++) {
            if (random.nextBoolean()) {
                smaller = smaller.with(axis, 1);
            }
        }
        Shape wanted = smaller;
        return pool.stream()
                .filter(y -> y.shape().equals(wanted))
                .findFirst()
                .orElseGet(() -> random.nextBoolean()
                        ? Tensor.uniform(wanted, "noise-" + pool.size())
                        : x.sum(IntStream.range(0, wanted.rank())
                                        .filter(axis ->
                                                wanted.size(axis) != x.shape().size(axis))
                                        .toArray())
                                .reshape(wanted.rank() == 0 ? Shape.SCALAR : wanted)
                                .mul(0.1));
    }

    private Tensor next() {
        Tensor x = pick();
        if (x.shape().size() > 20_000) {
            x = x.mean();
        }
        int rank = x.shape().rank();
        int axis = rank == 0 ? 0 : random.nextInt(rank);
        return switch (random.nextInt(24)) {
            case 0 -> x.neg().exp().min(2);
            case 1 -> x.square().add(0.5).log();
            case 2 -> x.abs().log1p();
            case 3 -> x.square().add(0.1).sqrt();
            case 4 -> x.sigmoid().add(x.softplus());
            case 5 -> x.erf().mul(x.sign());
            case 6 -> x.leakyRelu(0.2);
            case 7 -> x.abs().add(0.5).pow(bounded(partner(x)));
            case 8, 9 -> bounded(x.add(partner(x)));
            case 10 -> x.mul(bounded(partner(x)));
            case 11 -> x.div(partner(x).square().add(0.5));
            case 12 -> x.max(partner(x)).sub(x.min(partner(x)));
            case 13 -> x.greater(partner(x)).select(x, partner(x));
            case 14 -> rank == 0 ? x.sub(1) : bounded(x.sum(axis));
            case 15 -> rank == 0 ? x : x.maximum(axis);
            case 16 -> bounded(x.sum());
            case 17 -> rank < 2 ? x.reshape(1, Math.toIntExact(x.shape().size())) : x.transpose();
            case 18 -> rank == 0 ? x : x.slice(axis, 0, (x.shape().size(axis) + 1) / 2);
            case 19 -> rank == 0 ? x : x.pad(axis, random.nextInt(3), random.nextInt(3));
            case 20 -> rank == 0 ? x : Tensor.concat(axis, List.of(x, bounded(x), pool.contains(x) ? x.neg() : x));
            case 21 -> matmul();
            case 22 -> conv();
            default -> rows();
        };
    }

    private Tensor matmul() {
        Tensor a = pick(2);
        boolean left = random.nextBoolean();
        boolean right = random.nextBoolean();
        int inner = a.shape().size(left ? 0 : 1);
        int columns = 1 + random.nextInt(5);
        Shape shape = right ? Shape.of(columns, inner) : Shape.of(inner, columns);
        Tensor b = Tensor.normal(shape, "weights-" + pool.size());
        Tensor product = a.matmul(b, left, right);
        if (random.nextBoolean()) {
            Tensor batch =
                    product.reshape(1, product.shape().size(0), product.shape().size(1));
            return bounded(Tensor.concat(0, List.of(batch, batch.neg()))
                    .matmul(Tensor.normal(Shape.of(2, 3, columns), "batch-" + pool.size()), false, true));
        }
        return bounded(product);
    }

    private Tensor conv() {
        List<Tensor> images = pool.stream()
                .filter(x -> x.shape().rank() == 4
                        && x.shape().size(2) >= 3
                        && x.shape().size(3) >= 3
                        && x.shape().size() < 5_000)
                .toList();
        Tensor image = images.isEmpty()
                ? Tensor.normal(Shape.of(2, 2, 6, 5), "image-" + pool.size())
                : images.get(random.nextInt(images.size()));
        int size = 1 + random.nextInt(3);
        Window window = Window.of(1 + random.nextInt(2), random.nextInt(size));
        Shape kernels = Shape.of(1 + random.nextInt(3), image.shape().size(1), size, size);
        return bounded(image.conv(Tensor.normal(kernels, "kernels-" + pool.size()), window));
    }

    private Tensor rows() {
        Tensor table = pick(2);
        int rows = table.shape().size(0);
        Tensor indices = Tensor.uniform(Shape.of(4), "indices-" + pool.size()).mul(0);
        if (rows > 1) {
            indices = Tensor.of(Shape.of(4), 0, rows - 1, rows / 2, 0);
        }
        Tensor picked = table.gather(indices);
        return random.nextBoolean() ? picked : picked.scatter(indices, rows + 1);
    }
}
