package dev.gantry.engine.selftest;

import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.plan.Passes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import java.util.function.DoubleUnaryOperator;

/** The variables of a check, with values that are the same each time. */
final class CheckInputs {

    private final Random random = new Random(1);
    private final Map<String, double[]> values = new LinkedHashMap<>();

    /** A variable of any numbers from {@code low} to {@code high}. */
    Tensor between(double low, double high, int... sizes) {
        return random(x -> low + (high - low) * x, sizes);
    }

    /** A variable of numbers from {@code low} to {@code high} that are whole multiples of {@code step}: many are equal. */
    Tensor multiples(double step, double low, double high, int... sizes) {
        return random(x -> low + step * Math.floor(x * ((high - low) / step + 1)), sizes);
    }

    private Tensor random(DoubleUnaryOperator ofUniform, int... sizes) {
        Shape shape = Shape.of(sizes);
        return variable(shape, random.doubles(shape.size()).map(ofUniform).toArray());
    }

    /** A variable {@code [n]} of these n numbers. */
    Tensor of(double... numbers) {
        return variable(Shape.of(numbers.length), numbers);
    }

    private Tensor variable(Shape shape, double[] numbers) {
        String name = "input-" + values.size();
        double[] single = new double[numbers.length];
        for (int i = 0; i < single.length; i++) {
            single[i] = (float) numbers[i];
        }
        values.put(name, single);
        return Tensor.variable(name, shape);
    }

    /** A check of what is computed of these variables, with all passes. */
    Check check(String name, double allowed, Tensor... results) {
        return check(name, Passes.ALL, allowed, results);
    }

    /** A check of what is computed of these variables, with these passes. */
    Check check(String name, Passes passes, double allowed, Tensor... results) {
        SequencedMap<String, Tensor> named = new LinkedHashMap<>();
        for (Tensor result : results) {
            named.put("result-" + named.size(), result);
        }
        return new Check(name, named, values, passes, allowed);
    }
}
