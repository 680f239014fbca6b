package dev.gantry.tck;

import static java.util.Objects.requireNonNull;

import dev.gantry.core.tensor.Gradients;
import dev.gantry.core.tensor.Op;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Compares a scalar's first and second derivatives along a random direction with central differences. */
public final class CentralDifferences {

    private static final double STEP = 1e-5;
    private static final double TOLERANCE = 1e-5;

    private CentralDifferences() {}

    /**
     * Checks on the reference backend, at values from -1 to 1 of every variable that the scalar is made of.
     *
     * @throws AssertionError if a derivative is more than 1e-5 (1 + its size) away from the difference
     */
    public static void confirm(Tensor scalar, long seed) {
        Random random = new Random(seed);
        Map<String, double[]> at = new HashMap<>();
        Map<String, double[]> direction = new HashMap<>();
        for (Tensor variable : variables(scalar)) {
            at.computeIfAbsent(name(variable), name -> draw(variable, random));
            direction.computeIfAbsent(name(variable), name -> draw(variable, random));
        }
        Tensor slope = along(scalar, direction);
        compare("first", scalar, slope, at, direction);
        compare("second", slope, along(slope, direction), at, direction);
    }

    private static void compare(
            String order, Tensor scalar, Tensor derivative, Map<String, double[]> at, Map<String, double[]> direction) {
        double[] ahead = ReferenceBackend.evaluate(scalar, moved(at, direction, STEP));
        double[] behind = ReferenceBackend.evaluate(scalar, moved(at, direction, -STEP));
        double difference = (ahead[0] - behind[0]) / (2 * STEP);
        double found = ReferenceBackend.evaluate(derivative, at)[0];
        // Not the other way round, which a NaN would pass.
        if (!(Math.abs(found - difference) <= TOLERANCE * (1 + Math.abs(difference)))) {
            throw new AssertionError(
                    "the " + order + " derivative is " + found + ", and the central difference " + difference);
        }
    }

    private static Tensor along(Tensor scalar, Map<String, double[]> direction) {
        List<Tensor> variables = variables(scalar);
        List<Tensor> gradients = Gradients.of(scalar, variables);
        Tensor slope = Tensor.scalar(0);
        for (int i = 0; i < variables.size(); i++) {
            Tensor variable = variables.get(i);
            slope = slope.add(gradients
                    .get(i)
                    .mul(Tensor.of(variable.shape(), requireNonNull(direction.get(name(variable)))))
                    .sum());
        }
        return slope;
    }

    private static Map<String, double[]> moved(
            Map<String, double[]> at, Map<String, double[]> direction, double distance) {
        Map<String, double[]> moved = new HashMap<>();
        at.forEach((name, values) -> {
            double[] there = values.clone();
            double[] ahead = requireNonNull(direction.get(name));
            for (int i = 0; i < there.length; i++) {
                there[i] += distance * ahead[i];
            }
            moved.put(name, there);
        });
        return moved;
    }

    private static List<Tensor> variables(Tensor scalar) {
        return Tensor.topologicalOrder(List.of(scalar)).stream()
                .filter(tensor -> tensor.op() instanceof Op.Variable)
                .toList();
    }

    private static String name(Tensor variable) {
        return ((Op.Variable) variable.op()).name();
    }

    private static double[] draw(Tensor variable, Random random) {
        return random.doubles(variable.shape().size(), -1, 1).toArray();
    }
}
