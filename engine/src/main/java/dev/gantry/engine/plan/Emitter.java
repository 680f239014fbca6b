package dev.gantry.engine.plan;

import dev.gantry.core.tensor.Op;
import dev.gantry.core.tensor.Op.Reduction;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Window;
import dev.gantry.engine.plan.Fusion.Group;
import dev.gantry.engine.plan.Step.Accumulation;
import dev.gantry.engine.plan.Step.Convolution;
import dev.gantry.engine.plan.Step.Convolution.Wanted;
import dev.gantry.engine.plan.Step.Instruction;
import dev.gantry.engine.plan.Step.Loop;
import dev.gantry.engine.plan.Step.Operand;
import dev.gantry.engine.plan.Step.Output;
import dev.gantry.engine.plan.View.Storage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes groups of placed nodes down as steps. */
final class Emitter {

    private final Placement placement;

    Emitter(Placement placement) {
        this.placement = placement;
    }

    List<Step> emit(Group group) {
        Node first = group.members.getFirst();
        return switch (first.kind) {
            case ELEMENTWISE, COPY, REDUCE -> List.of(loop(group));
            case PAD -> pad(first);
            case CONCAT -> concat(first);
            case OPAQUE -> List.of(opaque(first));
            case CONSTANT, STORED, VIEW -> throw new IllegalStateException(first.kind + " is no work");
        };
    }

    Step copyTo(String variable, Node node) {
        return copy(node, View.dense(new Storage.Variable(variable), 0, node.shape()));
    }

    private Loop loop(Group group) {
        List<Node> members = group.members.stream()
                .sorted(Comparator.comparingInt(node -> node.index))
                .toList();
        List<View> inputs = new ArrayList<>();
        List<Instruction> code = new ArrayList<>();
        List<Output> outputs = new ArrayList<>();
        List<Accumulation> reductions = new ArrayList<>();
        Map<Node, Operand> values = new HashMap<>();
        for (Node member : members) {
            List<Operand> operands = member.inputs.stream()
                    .map(input -> {
                        Operand computed = values.get(input.sameElements());
                        return computed != null ? computed : external(input, inputs);
                    })
                    .toList();
            if (member.kind == Node.Kind.REDUCE) {
                Reduction reduction = ((Op.Reduce) member.tensor.op()).reduction();
                View target = placement
                        .view(member)
                        .broadcast(member.inputs.getFirst().shape());
                reductions.add(new Accumulation(operands.getFirst(), reduction, target));
                continue;
            }
            Operand value = operands.getFirst();
            if (member.kind == Node.Kind.ELEMENTWISE) {
                code.add(new Instruction(member.tensor.op(), operands));
                value = new Operand.Result(code.size() - 1);
            }
            values.put(member, value);
            if (placement.isStored(member)) {
                outputs.add(new Output(value, placement.view(member)));
            }
        }
        return new Loop(members.getFirst().loopSize(), inputs, code, outputs, reductions);
    }

    private Operand external(Node node, List<View> inputs) {
        if (node.tensor.op() instanceof Op.Constant(double value)) {
            return new Operand.Constant(value);
        }
        View view = placement.view(node);
        if (!inputs.contains(view)) {
            inputs.add(view);
        }
        return new Operand.Input(inputs.indexOf(view));
    }

    private Loop copy(Node node, View target) {
        List<View> inputs = new ArrayList<>();
        Operand value = external(node, inputs);
        return new Loop(target.shape().size(), inputs, List.of(), List.of(new Output(value, target)), List.of());
    }

    private List<Step> pad(Node node) {
        Op.Pad pad = (Op.Pad) node.tensor.op();
        View whole = placement.view(node);
        Output zeros = new Output(new Operand.Constant(0), whole);
        Node content = node.inputs.getFirst();
        return List.of(
                new Loop(whole.shape().size(), List.of(), List.of(), List.of(zeros), List.of()),
                copy(content, whole.sliced(pad.axis(), pad.before(), content.shape())));
    }

    private List<Step> concat(Node node) {
        List<Step> steps = new ArrayList<>();
        int axis = ((Op.Concat) node.tensor.op()).axis();
        View whole = placement.view(node);
        int start = 0;
        for (Node part : node.inputs) {
            View target = whole.sliced(axis, start, part.shape());
            if (!placement.isPlacedAt(target, part)) {
                steps.add(copy(part, target));
            }
            start += part.shape().size(axis);
        }
        return steps;
    }

    private Step opaque(Node node) {
        View result = placement.view(node);
        return switch (node.tensor.op()) {
            case Op.MatMul(boolean left, boolean right) -> {
                Shape product = node.shape();
                int batch = product.rank() == 3 ? product.size(0) : 1;
                int inner = node.inputs.getFirst().shape().size(left ? -2 : -1);
                yield new Step.MatMul(
                        batch,
                        product.size(-2),
                        inner,
                        product.size(-1),
                        input(node, 0),
                        left,
                        input(node, 1),
                        right,
                        result,
                        ofOperands(node));
            }
            case Op.Conv(Window window) ->
                new Convolution(Wanted.RESULT, window, input(node, 0), input(node, 1), result, ofOperands(node));
            case Op.ConvInputGradient(Window window) ->
                new Convolution(Wanted.IMAGE, window, result, input(node, 1), input(node, 0), ofOperands(node));
            case Op.ConvWeightGradient(Window window) ->
                new Convolution(Wanted.KERNELS, window, input(node, 0), result, input(node, 1), ofOperands(node));
            case Op.Gather _ -> new Step.Gather(input(node, 0), input(node, 1), result);
            case Op.Scatter _ -> new Step.Scatter(input(node, 0), input(node, 1), result);
            case Op.Random random -> new Step.Draw(random, result);
            default -> throw new IllegalStateException(node.tensor.op() + " has no step of its own");
        };
    }

    private static Precision ofOperands(Node node) {
        return node.inputs.stream().allMatch(input -> input.precision == Precision.BFLOAT16)
                ? Precision.BFLOAT16
                : Precision.FLOAT32;
    }

    private View input(Node node, int index) {
        return placement.view(node.inputs.get(index));
    }
}
