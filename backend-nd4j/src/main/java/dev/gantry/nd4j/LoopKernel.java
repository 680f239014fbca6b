package dev.gantry.nd4j;

import dev.gantry.core.tensor.Op;
import dev.gantry.core.tensor.Op.BinaryFunction;
import dev.gantry.core.tensor.Op.Reduction;
import dev.gantry.engine.plan.Step.Accumulation;
import dev.gantry.engine.plan.Step.Instruction;
import dev.gantry.engine.plan.Step.Loop;
import dev.gantry.engine.plan.Step.Operand;
import dev.gantry.engine.plan.Step.Output;
import dev.gantry.engine.plan.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs a loop block by block: all instructions on one block of elements, which stays in the first-level cache, before the
 * next. Values that lie in memory in order are worked on in place; others pass through scratch blocks.
 */
final class LoopKernel implements Kernel {

    private static final int LONGEST_BLOCK = 1024;

    /** How the block of a value is found. */
    private enum Source {
        /** In memory, in order. */
        MEMORY,
        /** In a scratch block that is filled once in a run. */
        ONCE,
        /** In a scratch block that is filled again for every block. */
        GATHERED,
        /** In a scratch block, as an instruction's result. */
        COMPUTED
    }

    private final Loop loop;
    private final int inputs;
    private final float[] constants;
    private final int block;
    private final Source[] sources;
    private final long[] addresses;
    private final int[] slots;
    private final Strided[] inputAccess;
    private final Op[] code;
    private final int[][] operands;
    private final int[] stored;
    private final Strided[] outputAccess;
    private final int[] reduced;
    private final Reduction[] reductions;
    private final long[] reducedSizes;
    private final long[] reducedAddresses;
    private final Strided[] reductionAccess;
    private final long[] at;
    private long scratch;

    LoopKernel(Loop loop, Memory memory, ScratchMemory shared) {
        this.loop = loop;
        this.inputs = loop.inputs().size();
        List<Double> literals = constants(loop);
        this.constants = floats(literals);
        int values = inputs + constants.length + loop.code().size();
        sources = new Source[values];
        addresses = new long[values];
        slots = new int[values];
        inputAccess = new Strided[inputs];
        code = loop.code().stream().map(Instruction::op).toArray(Op[]::new);
        operands = loop.code().stream()
                .map(instruction -> instruction.operands().stream()
                        .mapToInt(operand -> value(operand, literals))
                        .toArray())
                .toArray(int[][]::new);
        for (int i = 0; i < inputs; i++) {
            inputAccess[i] = new Strided(
                    loop.inputs().get(i), memory.address(loop.inputs().get(i)));
        }
        block = blockLength();
        placeInputs(memory);
        Arrays.fill(sources, inputs, inputs + constants.length, Source.ONCE);
        Arrays.fill(sources, inputs + constants.length, values, Source.COMPUTED);
        List<StoredValue> storedValues = placeOutputs(memory, literals);
        stored = storedValues.stream().mapToInt(StoredValue::value).toArray();
        outputAccess = storedValues.stream().map(StoredValue::access).toArray(Strided[]::new);
        int scratchBlocks = assignSlots(literals);
        int reducedCount = loop.reductions().size();
        reduced = loop.reductions().stream()
                .mapToInt(reduction -> value(reduction.value(), literals))
                .toArray();
        reductions = loop.reductions().stream().map(Accumulation::reduction).toArray(Reduction[]::new);
        reducedSizes = new long[reducedCount];
        reducedAddresses = new long[reducedCount];
        reductionAccess = new Strided[reducedCount];
        placeReductions(memory);
        at = new long[values];
        shared.add(scratchBlocks * (long) LONGEST_BLOCK * Float.BYTES, start -> scratch = start);
    }

    private static float[] floats(List<Double> literals) {
        float[] floats = new float[literals.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = literals.get(i).floatValue();
        }
        return floats;
    }

    private void placeInputs(Memory memory) {
        for (int i = 0; i < inputs; i++) {
            Strided access = inputAccess[i];
            if (access.isDense()) {
                sources[i] = Source.MEMORY;
                addresses[i] = memory.address(loop.inputs().get(i));
            } else {
                boolean once = access.isOneElement() || access.period() > 0 && block % access.period() == 0;
                sources[i] = once ? Source.ONCE : Source.GATHERED;
            }
        }
    }

    /** A value that is copied to where it is kept. */
    private record StoredValue(int value, Strided access) {}

    /** Has results computed where they are kept, where that is possible; the others are to be copied there. */
    private List<StoredValue> placeOutputs(Memory memory, List<Double> literals) {
        List<StoredValue> copied = new ArrayList<>();
        for (Output output : inputsFirst(loop.outputs())) {
            int value = value(output.value(), literals);
            Strided access = new Strided(output.view(), memory.address(output.view()));
            if (sources[value] == Source.COMPUTED && access.isDense() && !readLater(value, output, literals)) {
                sources[value] = Source.MEMORY;
                addresses[value] = memory.address(output.view());
            } else {
                copied.add(new StoredValue(value, access));
            }
        }
        return copied;
    }

    private void placeReductions(Memory memory) {
        for (int r = 0; r < reduced.length; r++) {
            View view = loop.reductions().get(r).view();
            reducedSizes[r] = distinct(view);
            reducedAddresses[r] = memory.address(view);
            reductionAccess[r] = new Strided(view, reducedAddresses[r]);
        }
    }

    static BinaryFunction combiner(Reduction reduction) {
        return reduction == Reduction.SUM ? BinaryFunction.ADD : BinaryFunction.MAX;
    }

    private static List<Double> constants(Loop loop) {
        List<Operand> all = new ArrayList<>();
        loop.code().forEach(instruction -> all.addAll(instruction.operands()));
        loop.outputs().forEach(output -> all.add(output.value()));
        loop.reductions().forEach(reduction -> all.add(reduction.value()));
        return all.stream()
                .filter(Operand.Constant.class::isInstance)
                .map(operand -> ((Operand.Constant) operand).value())
                .distinct()
                .toList();
    }

    private int value(Operand operand, List<Double> literals) {
        return switch (operand) {
            case Operand.Input(int index) -> index;
            case Operand.Constant(double constant) -> inputs + literals.indexOf(constant);
            case Operand.Result(int instruction) -> inputs + constants.length + instruction;
        };
    }

    /** Outputs that copy an input come first: a later output may be written over that input. */
    private static List<Output> inputsFirst(List<Output> outputs) {
        List<Output> sorted = new ArrayList<>(outputs);
        sorted.sort((a, b) ->
                Boolean.compare(!(a.value() instanceof Operand.Input), !(b.value() instanceof Operand.Input)));
        return sorted;
    }

    /** Whether an input that lies where {@code output} goes is still read after {@code value} is computed. */
    private boolean readLater(int value, Output output, List<Double> literals) {
        for (int i = 0; i < inputs; i++) {
            View input = loop.inputs().get(i);
            boolean same = input.storage().equals(output.view().storage())
                    && input.offset() == output.view().offset();
            if (!same) {
                continue;
            }
            int own = value - inputs - constants.length;
            boolean inPlace = !(code[own] instanceof Op.Unary unary) || Blocks.worksInPlace(unary.function());
            for (int later = inPlace ? own + 1 : own; later < code.length; later++) {
                for (int operand : operands[later]) {
                    if (operand == i) {
                        return true;
                    }
                }
            }
            int read = i;
            if (loop.outputs().stream().anyMatch(other -> value(other.value(), literals) == read)
                    || loop.reductions().stream().anyMatch(other -> value(other.value(), literals) == read)) {
                return true;
            }
        }
        return false;
    }

    /** A multiple of the inputs' period, so that a repeated row is loaded once. */
    private int blockLength() {
        int length = LONGEST_BLOCK;
        for (Strided access : inputAccess) {
            int period = access.period();
            if (period > 0 && period <= length) {
                length -= length % period;
            }
        }
        return length;
    }

    /** Gives every value that needs one a scratch block, reusing those of results that are not needed any more. */
    private int assignSlots(List<Double> literals) {
        int values = sources.length;
        int[] lastUse = new int[values];
        for (int i = 0; i < code.length; i++) {
            for (int operand : operands[i]) {
                lastUse[operand] = i;
            }
        }
        loop.reductions().forEach(reduction -> lastUse[value(reduction.value(), literals)] = code.length);
        Arrays.stream(stored).forEach(value -> lastUse[value] = code.length);
        int used = 0;
        for (int value = 0; value < inputs + constants.length; value++) {
            if (sources[value] != Source.MEMORY) {
                slots[value] = used++;
            }
        }
        List<Integer> free = new ArrayList<>();
        for (int i = 0; i < code.length; i++) {
            int value = inputs + constants.length + i;
            if (sources[value] == Source.COMPUTED) {
                slots[value] = free.isEmpty() ? used++ : free.removeLast();
            }
            for (int operand : Arrays.stream(operands[i]).distinct().toArray()) {
                if (sources[operand] == Source.COMPUTED && lastUse[operand] == i) {
                    free.add(slots[operand]);
                }
            }
        }
        return used;
    }

    private static long distinct(View view) {
        long elements = 1;
        for (int axis = 0; axis < view.shape().rank(); axis++) {
            elements *= view.strides().get(axis) == 0 ? 1 : view.shape().size(axis);
        }
        return elements;
    }

    private long scratchBlock(int value) {
        return scratch + slots[value] * (long) LONGEST_BLOCK * Float.BYTES;
    }

    @Override
    public void run(long step) {
        for (int r = 0; r < reduced.length; r++) {
            float identity = reductions[r] == Reduction.SUM ? 0 : Float.NEGATIVE_INFINITY;
            Blocks.fill(identity, reducedAddresses[r], (int) reducedSizes[r]);
        }
        for (int value = 0; value < at.length; value++) {
            at[value] = sources[value] == Source.MEMORY ? addresses[value] : scratchBlock(value);
        }
        int longest = (int) Math.min(block, loop.size());
        for (int i = 0; i < inputs; i++) {
            if (sources[i] == Source.ONCE) {
                inputAccess[i].load(0, longest, at[i]);
            }
        }
        for (int c = 0; c < constants.length; c++) {
            Blocks.fill(constants[c], at[inputs + c], longest);
        }
        for (long first = 0; first < loop.size(); first += block) {
            int count = (int) Math.min(block, loop.size() - first);
            for (int i = 0; i < inputs; i++) {
                if (sources[i] == Source.GATHERED) {
                    inputAccess[i].load(first, count, at[i]);
                }
            }
            compute(count);
            for (int r = 0; r < reduced.length; r++) {
                reductionAccess[r].reduce(reductions[r], at[reduced[r]], first, count);
            }
            for (int o = 0; o < stored.length; o++) {
                outputAccess[o].store(at[stored[o]], first, count);
            }
            for (int value = 0; value < at.length; value++) {
                if (sources[value] == Source.MEMORY) {
                    at[value] += 4L * block;
                }
            }
        }
    }

    private void compute(int count) {
        for (int i = 0; i < code.length; i++) {
            int[] arguments = operands[i];
            long out = at[inputs + constants.length + i];
            switch (code[i]) {
                case Op.Unary unary -> Blocks.unary(unary.function(), at[arguments[0]], out, count);
                case Op.Binary binary ->
                    Blocks.binary(binary.function(), at[arguments[0]], at[arguments[1]], out, count);
                case Op.Select _ -> Blocks.select(at[arguments[0]], at[arguments[1]], at[arguments[2]], out, count);
                default -> throw new IllegalStateException(code[i] + " does not run in a loop");
            }
        }
    }
}
