package dev.gantry.engine.plan;

import static dev.gantry.engine.plan.Matching.constant;
import static dev.gantry.engine.plan.Matching.is;
import static dev.gantry.engine.plan.Matching.isFunction;

import dev.gantry.core.tensor.Op;
import dev.gantry.core.tensor.Op.BinaryFunction;
import dev.gantry.core.tensor.Op.UnaryFunction;
import dev.gantry.core.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.BinaryOperator;

/**
 * What arithmetic on {@code a} and {@code b}, of one shape and not both constant, becomes: the first rule that fits is taken. A
 * constant is brought to the right first, so that later rules look for it there alone.
 */
final class BinaryRules {

    private record Rule(BiPredicate<Tensor, Tensor> fits, BinaryOperator<Tensor> better) {}

    private static final List<Rule> SUMS = List.of(
            new Rule((a, b) -> isConstant(a), (a, b) -> b.add(a)),
            new Rule((a, b) -> is(b, 0), (a, b) -> a),
            new Rule(
                    (a, b) -> isConstant(b) && isWithConstant(a, BinaryFunction.ADD),
                    (a, b) -> a.input(0).add(value(a.input(1)) + value(b))),
            new Rule((a, b) -> isNegation(b), (a, b) -> a.sub(b.input(0))),
            new Rule((a, b) -> isNegation(a), (a, b) -> b.sub(a.input(0))),
            // Differentiating a selection leaves select(c, x, 0) + select(c, 0, y).
            new Rule(
                    (a, b) -> selectByTheSame(a, b) && is(a.input(2), 0) && is(b.input(1), 0),
                    (a, b) -> a.input(0).select(a.input(1), b.input(2))),
            new Rule(
                    (a, b) -> selectByTheSame(a, b) && is(a.input(1), 0) && is(b.input(2), 0),
                    (a, b) -> a.input(0).select(b.input(1), a.input(2))));

    private static final List<Rule> DIFFERENCES = List.of(
            new Rule((a, b) -> isConstant(b), (a, b) -> a.add(-value(b))),
            new Rule((a, b) -> is(a, 0), (a, b) -> b.neg()),
            new Rule((a, b) -> isNegation(b), (a, b) -> a.add(b.input(0))));

    private static final List<Rule> PRODUCTS = List.of(
            new Rule((a, b) -> isConstant(a), (a, b) -> b.mul(a)),
            new Rule((a, b) -> is(b, 0), (a, b) -> b),
            new Rule((a, b) -> is(b, 1), (a, b) -> a),
            new Rule((a, b) -> is(b, -1), (a, b) -> a.neg()),
            new Rule(
                    (a, b) -> isConstant(b) && isWithConstant(a, BinaryFunction.MUL),
                    (a, b) -> a.input(0).mul(value(a.input(1)) * value(b))),
            new Rule(
                    (a, b) -> isConstant(b) && isNegation(a),
                    (a, b) -> a.input(0).mul(-value(b))),
            new Rule(
                    (a, b) -> isConstant(b) && isSelectionOfZero(a),
                    (a, b) -> a.input(0).select(a.input(1).mul(b), a.input(2).mul(b))));

    private static final List<Rule> QUOTIENTS = List.of(
            new Rule((a, b) -> is(a, 0), (a, b) -> a),
            new Rule((a, b) -> isConstant(b) && !is(b, 0), (a, b) -> a.mul(1 / value(b))));

    private static final List<Rule> POWERS = List.of(
            new Rule((a, b) -> is(b, 1), (a, b) -> a),
            new Rule((a, b) -> is(b, 2), (a, b) -> a.square()),
            new Rule((a, b) -> is(b, 0), (a, b) -> Tensor.ones(a.shape())),
            new Rule((a, b) -> is(b, -1), (a, b) -> Tensor.ones(a.shape()).div(a)),
            new Rule((a, b) -> is(b, 0.5), (a, b) -> a.sqrt()));

    private static final Map<BinaryFunction, List<Rule>> RULES = Map.of(
            BinaryFunction.ADD, SUMS,
            BinaryFunction.SUB, DIFFERENCES,
            BinaryFunction.MUL, PRODUCTS,
            BinaryFunction.DIV, QUOTIENTS,
            BinaryFunction.POW, POWERS);

    private BinaryRules() {}

    /** Empty where no rule fits. */
    static Optional<Tensor> better(BinaryFunction function, Tensor a, Tensor b) {
        return RULES.getOrDefault(function, List.of()).stream()
                .filter(rule -> rule.fits.test(a, b))
                .findFirst()
                .map(rule -> rule.better.apply(a, b));
    }

    private static boolean isConstant(Tensor t) {
        return constant(t).isPresent();
    }

    private static double value(Tensor t) {
        return constant(t).orElseThrow();
    }

    private static boolean isNegation(Tensor t) {
        return isFunction(t, UnaryFunction.NEG);
    }

    private static boolean isWithConstant(Tensor t, BinaryFunction function) {
        return isFunction(t, function) && isConstant(t.input(1));
    }

    private static boolean selectByTheSame(Tensor a, Tensor b) {
        return a.op() instanceof Op.Select && b.op() instanceof Op.Select && a.input(0) == b.input(0);
    }

    private static boolean isSelectionOfZero(Tensor t) {
        return t.op() instanceof Op.Select && (is(t.input(1), 0) || is(t.input(2), 0));
    }
}
