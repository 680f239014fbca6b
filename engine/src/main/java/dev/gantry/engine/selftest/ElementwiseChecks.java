package dev.gantry.engine.selftest;

import dev.gantry.core.tensor.Op.BinaryFunction;
import dev.gantry.core.tensor.Op.Reduction;
import dev.gantry.core.tensor.Op.UnaryFunction;
import dev.gantry.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Functions of elements, choices between elements, and reductions. */
final class ElementwiseChecks {

    /** A few units in the last place, of functions that devices approximate. */
    private static final double FUNCTION = 1e-5;

    private static final double ROUNDING = 1e-6;

    /** Of thousands of numbers, of which many cancel. */
    private static final double LONG_SUM = 1e-4;

    private static final double NOTHING = 0;

    private ElementwiseChecks() {}

    static List<Check> all() {
        List<Check> checks = new ArrayList<>();
        for (UnaryFunction function : UnaryFunction.values()) {
            checks.add(nearZero(function));
            checks.add(farFromZero(function));
        }
        checks.add(smallLogarithms());
        checks.add(halfwayNumbers());
        for (BinaryFunction function : BinaryFunction.values()) {
            checks.add(binary(function));
        }
        checks.add(powersOfNegativeNumbers());
        checks.add(select());
        for (Reduction reduction : Reduction.values()) {
            checks.addAll(reductions(reduction));
        }
        checks.add(reductionOfAChain());
        return checks;
    }

    private static Check nearZero(UnaryFunction function) {
        CheckInputs inputs = new CheckInputs();
        Tensor x = switch (function) {
            case LOG, LOG1P, SQRT -> inputs.between(0.01, 4, 1003);
            default -> inputs.between(-4, 4, 1003);
        };
        return inputs.check(label(function), allowed(function), x.apply(function));
    }

    private static Check farFromZero(UnaryFunction function) {
        CheckInputs inputs = new CheckInputs();
        Tensor x = inputs.of(-1e4, -200, -90, -20, -1, 0, 1, 20, 90, 200, 1e4);
        return inputs.check(label(function) + ", far from zero", allowed(function), x.apply(function));
    }

    private static double allowed(UnaryFunction function) {
        return switch (function) {
            case NEG, ABS, SIGN, BFLOAT16 -> NOTHING;
            default -> FUNCTION;
        };
    }

    /** Divided by the numbers themselves: next to zero every result is absolutely right. */
    private static Check smallLogarithms() {
        CheckInputs inputs = new CheckInputs();
        Tensor x = inputs.between(1e-9, 1e-6, 101);
        return inputs.check("log1p, close to zero", FUNCTION, x.log1p().div(x));
    }

    /** Ties go to the even number, and what is beyond the largest to infinity. */
    private static Check halfwayNumbers() {
        CheckInputs inputs = new CheckInputs();
        double half = 1.0 / 256;
        Tensor x = inputs.of(1 + half, 1 + 3 * half, -1 - half, -1 - 3 * half, Float.MAX_VALUE, -Float.MAX_VALUE);
        return inputs.check("bfloat16, halfway numbers", NOTHING, x.apply(UnaryFunction.BFLOAT16));
    }

    private static Check binary(BinaryFunction function) {
        CheckInputs inputs = new CheckInputs();
        Tensor left = function == BinaryFunction.POW
                ? inputs.multiples(0.25, 0.25, 3, 37, 29)
                : inputs.multiples(0.25, -2, 2, 37, 29);
        Tensor right = function == BinaryFunction.DIV
                ? inputs.multiples(0.25, 0.25, 3, 37, 29)
                : inputs.multiples(0.25, -2, 2, 37, 29);
        double allowed = switch (function) {
            case ADD, SUB, MUL, DIV -> ROUNDING;
            case POW -> FUNCTION;
            case MAX, MIN, GREATER, GREATER_EQUAL, EQUAL -> NOTHING;
        };
        return inputs.check(label(function), allowed, left.apply(function, right));
    }

    private static Check powersOfNegativeNumbers() {
        CheckInputs inputs = new CheckInputs();
        Tensor x = inputs.between(-3, -0.5, 101);
        return inputs.check("pow, of negative numbers", FUNCTION, x.pow(inputs.multiples(1, -3, 3, 101)));
    }

    private static Check select() {
        CheckInputs inputs = new CheckInputs();
        Tensor condition = inputs.multiples(1, -1, 1, 37, 29);
        return inputs.check(
                "select", NOTHING, condition.select(inputs.between(-1, 1, 37, 29), inputs.between(-1, 1, 37, 29)));
    }

    private static List<Check> reductions(Reduction reduction) {
        return List.of(
                reduction(reduction, "the first axis", new int[] {5003, 3}, 0),
                reduction(reduction, "the last axis", new int[] {3, 5003}, 1),
                reduction(reduction, "a short last axis", new int[] {1009, 2}, 1),
                reduction(reduction, "the middle axis", new int[] {7, 33, 65}, 1),
                reduction(reduction, "the outer axes", new int[] {7, 33, 65}, 0, 2),
                reduction(reduction, "the inner axes", new int[] {7, 33, 65}, 1, 2),
                reduction(reduction, "all axes", new int[] {7, 33, 65}));
    }

    private static Check reduction(Reduction reduction, String over, int[] sizes, int... axes) {
        CheckInputs inputs = new CheckInputs();
        // Below zero, where a maximum that begins with zero is seen.
        return switch (reduction) {
            case SUM ->
                inputs.check(
                        "sum over " + over,
                        LONG_SUM,
                        inputs.between(-1, 1, sizes).sum(axes));
            case MAX ->
                inputs.check(
                        "max over " + over,
                        NOTHING,
                        inputs.between(-2, -1, sizes).maximum(axes));
        };
    }

    /** Planning makes one loop of it where a device has such loops. */
    private static Check reductionOfAChain() {
        CheckInputs inputs = new CheckInputs();
        Tensor x = inputs.between(-4, 4, 129, 65);
        Tensor row = inputs.between(-1, 1, 65);
        return inputs.check("softmax of rows plus a row", FUNCTION, softmax(x.add(row)));
    }

    private static Tensor softmax(Tensor x) {
        return x.sub(x.logSumExp(1)).exp();
    }

    private static String label(Enum<?> function) {
        return function.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
