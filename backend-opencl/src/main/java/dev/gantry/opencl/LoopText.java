package dev.gantry.opencl;

import dev.gantry.core.tensor.Op;
import dev.gantry.core.tensor.Op.BinaryFunction;
import dev.gantry.core.tensor.Op.UnaryFunction;
import dev.gantry.engine.plan.Step.Instruction;
import dev.gantry.engine.plan.Step.Loop;
import dev.gantry.engine.plan.Step.Operand;
import dev.gantry.engine.plan.Step.Output;
import dev.gantry.engine.plan.View;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Writes what a loop does with one element. */
final class LoopText {

    private final Loop loop;
    private final KernelWriter kernel;
    private final String index;
    private final Set<Operand> written = new HashSet<>();
    private boolean indexed;

    /**
     * @param index of the element in row-major order, an expression
     */
    LoopText(Loop loop, KernelWriter kernel, String index) {
        this.loop = loop;
        this.kernel = kernel;
        this.index = index;
    }

    /** Where a view's element is. The index has a name where one is looked for; a value that is always the same needs none. */
    private String element(View view) {
        String place = Places.of(view, "i");
        if (!indexed && !place.equals("0")) {
            kernel.line("INDEX i = %s;", index);
            indexed = true;
        }
        return "%s[%s]".formatted(kernel.place(view), place);
    }

    /** The value of an operand, after what it is computed from. */
    String value(Operand operand) {
        return switch (operand) {
            case Operand.Constant(double value) -> literal((float) value);
            case Operand.Input(int index) -> {
                String name = "x" + index;
                if (written.add(operand)) {
                    String element = element(loop.inputs().get(index));
                    kernel.line("float %s = %s;", name, element);
                }
                yield name;
            }
            case Operand.Result(int index) -> {
                String name = "v" + index;
                if (!written.contains(operand)) {
                    Instruction instruction = loop.code().get(index);
                    List<String> values =
                            instruction.operands().stream().map(this::value).toList();
                    written.add(operand);
                    kernel.line("float %s = %s;", name, expression(instruction.op(), values));
                }
                yield name;
            }
        };
    }

    /** Stores all outputs; after every value that something else needs, since an output may take an input's place. */
    void store() {
        List<String> values =
                loop.outputs().stream().map(Output::value).map(this::value).toList();
        for (int i = 0; i < values.size(); i++) {
            String element = element(loop.outputs().get(i).view());
            kernel.line("%s = %s;", element, values.get(i));
        }
    }

    private static String expression(Op op, List<String> x) {
        return switch (op) {
            case Op.Unary(UnaryFunction function) -> unary(function, x.getFirst());
            case Op.Binary(BinaryFunction function) -> binary(function, x.getFirst(), x.getLast());
            case Op.Select _ -> "%s != 0.0f ? %s : %s".formatted(x.get(0), x.get(1), x.get(2));
            default -> throw new IllegalStateException(op + " does not run in a loop");
        };
    }

    private static String unary(UnaryFunction function, String x) {
        return switch (function) {
            case NEG -> "-" + parenthesized(x);
            case EXP -> "exp(" + x + ")";
            case LOG -> "log(" + x + ")";
            case LOG1P -> "log1p(" + x + ")";
            case SQRT -> "sqrt(" + x + ")";
            case ABS -> "fabs(" + x + ")";
            case SIGN -> "gantry_sign(" + x + ")";
            case TANH -> "tanh(" + x + ")";
            case SIGMOID -> "gantry_sigmoid(" + x + ")";
            case SOFTPLUS -> "gantry_softplus(" + x + ")";
            case ERF -> "erf(" + x + ")";
            case BFLOAT16 -> "gantry_bfloat16(" + x + ")";
        };
    }

    private static String binary(BinaryFunction function, String a, String b) {
        return switch (function) {
            case ADD -> a + " + " + b;
            case SUB -> a + " - " + parenthesized(b);
            case MUL -> a + " * " + b;
            case DIV -> a + " / " + b;
            case POW -> "gantry_pow(" + a + ", " + b + ")";
            case MAX -> "gantry_max(" + a + ", " + b + ")";
            case MIN -> "gantry_min(" + a + ", " + b + ")";
            case GREATER -> comparison(a, ">", b);
            case GREATER_EQUAL -> comparison(a, ">=", b);
            case EQUAL -> comparison(a, "==", b);
        };
    }

    private static String comparison(String a, String how, String b) {
        return "%s %s %s ? 1.0f : 0.0f".formatted(a, how, b);
    }

    private static String parenthesized(String x) {
        return x.startsWith("-") ? "(" + x + ")" : x;
    }

    private static String literal(float value) {
        if (Float.isNaN(value)) {
            return "NAN";
        }
        if (Float.isInfinite(value)) {
            return value > 0 ? "INFINITY" : "-INFINITY";
        }
        return Float.toHexString(value) + "f";
    }
}
