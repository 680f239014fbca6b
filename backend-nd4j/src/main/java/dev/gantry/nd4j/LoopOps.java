package dev.gantry.nd4j;

import static dev.gantry.nd4j.OpSession.sequence;

import dev.gantry.core.tensor.Op;
import dev.gantry.core.tensor.Op.BinaryFunction;
import dev.gantry.core.tensor.Op.UnaryFunction;
import dev.gantry.core.tensor.Shape;
import dev.gantry.engine.plan.Step.Accumulation;
import dev.gantry.engine.plan.Step.Instruction;
import dev.gantry.engine.plan.Step.Loop;
import dev.gantry.engine.plan.Step.Operand;
import dev.gantry.engine.plan.Step.Output;
import dev.gantry.engine.plan.View;
import dev.gantry.engine.plan.View.Storage;
import java.util.Arrays;
import java.util.Collections;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.TransformOp;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.api.ops.impl.transforms.floating.Sqrt;
import org.nd4j.linalg.api.ops.impl.transforms.same.Abs;
import org.nd4j.linalg.api.ops.impl.transforms.same.Negative;
import org.nd4j.linalg.api.ops.impl.transforms.same.Sign;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erf;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log;
import org.nd4j.linalg.factory.Nd4j;

/** Loops of one instruction, one copy or one reduction as ND4J operations. */
final class LoopOps {

    private LoopOps() {}

    static Kernel kernel(Loop loop, Memory memory) {
        if (loop.code().size() + loop.reductions().size() > 1
                || loop.outputs().size() + loop.reductions().size() != 1) {
            throw new IllegalArgumentException("a loop must do one thing here: plan without fusion, found " + loop);
        }
        if (!loop.reductions().isEmpty()) {
            return reduction(loop, loop.reductions().getFirst(), memory);
        }
        Output output = loop.outputs().getFirst();
        INDArray target = memory.array(output.view());
        if (loop.code().isEmpty()) {
            return copy(operand(loop, output.value(), output.view().shape(), memory), target);
        }
        Instruction instruction = loop.code().getFirst();
        INDArray[] operands = instruction.operands().stream()
                .map(operand -> operand(loop, operand, output.view().shape(), memory))
                .toArray(INDArray[]::new);
        return switch (instruction.op()) {
            case Op.Unary(UnaryFunction function) -> unary(function, operands[0], target, memory);
            case Op.Binary(BinaryFunction function) -> binary(function, operands, target, memory);
            case Op.Select _ -> {
                INDArray condition = memory.scratch(DataType.BOOL, target.shape());
                yield sequence(cast(operands[0], condition), op("select", target, condition, operands[1], operands[2]));
            }
            default -> throw new IllegalStateException(instruction.op() + " does not run in a loop");
        };
    }

    /** One value, repeated. */
    static INDArray constant(double value, Shape shape, Memory memory) {
        return memory.array(
                new View(new Storage.Literal(new Op.Values(value)), 0, shape, Collections.nCopies(shape.rank(), 0L)));
    }

    static Kernel copy(INDArray source, INDArray target) {
        return op("assign", target, target, source);
    }

    static Kernel cast(INDArray source, INDArray target) {
        return new NativeOp(
                "cast",
                new INDArray[] {source},
                new INDArray[] {target},
                target.dataType().toInt());
    }

    private static NativeOp op(String name, INDArray target, INDArray... inputs) {
        return new NativeOp(name, inputs, new INDArray[] {target});
    }

    private static INDArray operand(Loop loop, Operand operand, Shape shape, Memory memory) {
        return switch (operand) {
            case Operand.Input(int index) -> memory.array(loop.inputs().get(index));
            case Operand.Constant(double value) -> constant(value, shape, memory);
            case Operand.Result _ -> throw new IllegalStateException("one instruction has no earlier one");
        };
    }

    private static Kernel unary(UnaryFunction function, INDArray x, INDArray target, Memory memory) {
        return switch (function) {
            case NEG -> transform(new Negative(x, target));
            case EXP -> transform(new Exp(x, target));
            case LOG -> transform(new Log(x, target));
            case LOG1P -> op("log1p", target, x);
            case SQRT -> transform(new Sqrt(x, target));
            case ABS -> transform(new Abs(x, target));
            case SIGN -> transform(new Sign(x, target));
            case TANH -> op("tanh", target, x);
            case SIGMOID -> op("sigmoid", target, x);
            case SOFTPLUS -> softplus(x, target, memory);
            case ERF -> transform(new Erf(x, target));
            case BFLOAT16 -> {
                INDArray narrow = memory.scratch(DataType.BFLOAT16, target.shape());
                yield sequence(cast(x, narrow), cast(narrow, target));
            }
        };
    }

    /** {@code max(x, 0) + log1p(exp(-|x|))}; ND4J's own overflows. */
    private static Kernel softplus(INDArray x, INDArray target, Memory memory) {
        INDArray rest = memory.scratch(DataType.FLOAT, target.shape());
        INDArray zero = constant(
                0,
                Shape.of(
                        Arrays.stream(target.shape()).mapToInt(Math::toIntExact).toArray()),
                memory);
        return sequence(
                transform(new Abs(x, rest)),
                transform(new Negative(rest, rest)),
                transform(new Exp(rest, rest)),
                op("log1p", rest, rest),
                op("maximum", target, x, zero),
                op("add", target, target, rest));
    }

    /** These are no custom operations, and have no context to be kept. */
    private static Kernel transform(TransformOp op) {
        OpExecutioner executioner = Nd4j.getExecutioner();
        return _ -> executioner.exec(op);
    }

    private static Kernel binary(BinaryFunction function, INDArray[] operands, INDArray target, Memory memory) {
        return switch (function) {
            case ADD -> op("add", target, operands);
            case SUB -> op("subtract", target, operands);
            case MUL -> op("multiply", target, operands);
            case DIV -> op("divide", target, operands);
            case POW -> op("Pow", target, operands);
            case MAX -> op("maximum", target, operands);
            case MIN -> op("minimum", target, operands);
            case GREATER -> comparison("greater", operands, target, memory);
            case GREATER_EQUAL -> comparison("greater_equal", operands, target, memory);
            case EQUAL -> comparison("equals", operands, target, memory);
        };
    }

    private static Kernel comparison(String name, INDArray[] operands, INDArray target, Memory memory) {
        INDArray holds = memory.scratch(DataType.BOOL, target.shape());
        return sequence(op(name, holds, operands), cast(holds, target));
    }

    private static Kernel reduction(Loop loop, Accumulation accumulation, Memory memory) {
        View view = accumulation.view();
        INDArray source = operand(loop, accumulation.value(), view.shape(), memory);
        Shape reduced = view.shape();
        long[] axes = IntStream.range(0, view.shape().rank())
                .filter(axis -> view.strides().get(axis) == 0)
                .mapToLong(axis -> axis)
                .toArray();
        for (long axis : axes) {
            reduced = reduced.with((int) axis, 1);
        }
        INDArray target = memory.array(new View(view.storage(), view.offset(), reduced, view.strides()));
        String name = switch (accumulation.reduction()) {
            case SUM -> "reduce_sum";
            case MAX -> "reduce_max";
        };
        return new NativeOp(name, new INDArray[] {source}, new INDArray[] {target}, axes).withFlags(true);
    }
}
