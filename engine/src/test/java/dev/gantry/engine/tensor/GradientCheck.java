package dev.gantry.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.tensor.Gradients;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Compares gradients with central differences along random directions: of a scalar made from a function's result, then of
 * a scalar made from its gradients, and so on to the highest order.
 *
 * @param low the lowest value of the inputs
 * @param high the highest value; between them, all values lie apart from each other and from zero
 */
record GradientCheck(long seed, double low, double high, int order) {

    private static final double STEP = 5e-4;
    private static final int DIRECTIONS = 2;

    static GradientCheck anywhere(long seed) {
        return new GradientCheck(seed, -2, 2, 2);
    }

    static GradientCheck positive(long seed) {
        return new GradientCheck(seed, 0.3, 2, 2);
    }

    GradientCheck toOrder(int highest) {
        return new GradientCheck(seed, low, high, highest);
    }

    void holds(Function<List<Tensor>, Tensor> function, Shape... shapes) {
        Random random = new Random(seed);
        List<Tensor> inputs = IntStream.range(0, shapes.length)
                .mapToObj(i -> Tensor.variable("x" + i, shapes[i]))
                .toList();
        Map<String, double[]> at = separateValues(shapes, random);
        Tensor result = function.apply(inputs);
        // Not linear, so that a linear primitive has a second derivative too.
        Tensor scalar = weighted(result.square().mul(result.add(1)), random);
        for (int differentiated = 1; differentiated <= order; differentiated++) {
            List<Tensor> gradients = Gradients.of(scalar, inputs);
            compare(scalar, gradients, at, random, "derivative " + differentiated);
            scalar = gradients.stream()
                    .map(gradient -> weighted(gradient, random))
                    .reduce(Tensor::add)
                    .orElseThrow();
        }
    }

    private static void compare(
            Tensor scalar, List<Tensor> gradients, Map<String, double[]> at, Random random, String what) {
        List<double[]> values = ReferenceBackend.evaluate(gradients, at);
        for (int repeat = 0; repeat < DIRECTIONS; repeat++) {
            Map<String, double[]> direction = new HashMap<>();
            at.forEach((name, x) ->
                    direction.put(name, random.doubles(x.length, -1, 1).toArray()));
            double slope = 0;
            double magnitude = 1;
            for (int i = 0; i < values.size(); i++) {
                double[] d = direction.get("x" + i);
                assertThat(values.get(i)).as(what).hasSameSizeAs(d);
                for (int j = 0; j < d.length; j++) {
                    slope += values.get(i)[j] * d[j];
                    magnitude += Math.abs(values.get(i)[j] * d[j]);
                }
            }
            double difference = (8 * (along(scalar, at, direction, STEP) - along(scalar, at, direction, -STEP))
                            - (along(scalar, at, direction, 2 * STEP) - along(scalar, at, direction, -2 * STEP)))
                    / (12 * STEP);
            assertThat(slope).as(what).isFinite().isCloseTo(difference, within(1e-6 * magnitude));
        }
    }

    private static double along(
            Tensor scalar, Map<String, double[]> at, Map<String, double[]> direction, double distance) {
        Map<String, double[]> shifted = new HashMap<>();
        at.forEach((name, x) -> {
            double[] moved = x.clone();
            for (int i = 0; i < moved.length; i++) {
                moved[i] += distance * direction.get(name)[i];
            }
            shifted.put(name, moved);
        });
        return ReferenceBackend.evaluate(scalar, shifted)[0];
    }

    private static Tensor weighted(Tensor tensor, Random random) {
        double[] weights = random.doubles(tensor.shape().size(), -1, 1).toArray();
        return tensor.mul(Tensor.of(tensor.shape(), weights)).sum();
    }

    /** Equally spaced values in random order; none is zero or near another, where functions may have a kink. */
    private Map<String, double[]> separateValues(Shape[] shapes, Random random) {
        int total =
                Math.toIntExact(List.of(shapes).stream().mapToLong(Shape::size).sum());
        double offset = random.nextDouble(0.1, 0.4) + (random.nextBoolean() ? 0.5 : 0);
        List<Integer> places = new ArrayList<>(IntStream.range(0, total).boxed().toList());
        Collections.shuffle(places, random);
        Map<String, double[]> values = new HashMap<>();
        int taken = 0;
        for (int i = 0; i < shapes.length; i++) {
            int end = taken + Math.toIntExact(shapes[i].size());
            values.put(
                    "x" + i,
                    places.subList(taken, end).stream()
                            .mapToDouble(place -> low + (place + offset) / total * (high - low))
                            .toArray());
            taken = end;
        }
        return values;
    }
}
