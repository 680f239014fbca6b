package dev.gantry.engine.plan;

import dev.gantry.core.tensor.Op;
import dev.gantry.core.tensor.Op.BinaryFunction;
import dev.gantry.core.tensor.Op.UnaryFunction;
import dev.gantry.core.tensor.Tensor;
import java.util.OptionalDouble;

/** What the rules that simplify look for. */
final class Matching {

    private Matching() {}

    static OptionalDouble constant(Tensor t) {
        return t.op() instanceof Op.Constant(double value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    }

    static boolean is(Tensor t, double value) {
        return t.op() instanceof Op.Constant(double found) && found == value;
    }

    static boolean isFunction(Tensor t, UnaryFunction function) {
        return t.op() instanceof Op.Unary(UnaryFunction found) && found == function;
    }

    static boolean isFunction(Tensor t, BinaryFunction function) {
        return t.op() instanceof Op.Binary(BinaryFunction found) && found == function;
    }
}
