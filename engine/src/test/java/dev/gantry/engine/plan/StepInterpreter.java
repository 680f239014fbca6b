package dev.gantry.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.core.random.Philox;
import dev.gantry.core.tensor.Op;
import dev.gantry.core.tensor.Op.BinaryFunction;
import dev.gantry.core.tensor.Op.Distribution;
import dev.gantry.core.tensor.Op.Reduction;
import dev.gantry.core.tensor.Op.UnaryFunction;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.plan.Step.Accumulation;
import dev.gantry.engine.plan.Step.Instruction;
import dev.gantry.engine.plan.Step.Loop;
import dev.gantry.engine.plan.Step.Operand;
import dev.gantry.engine.plan.Step.Output;
import dev.gantry.engine.plan.View.Storage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Does what a plan's steps say, literally, in doubles. What a plan may not rely on is made to fail: unwritten memory and a
 * kernel's result hold NaN before they are written, and a loop's elements are worked on in a random order.
 */
final class StepInterpreter {

    private final Plan plan;
    private final long seed;
    private final Random order = new Random(1);
    private final Map<String, double[]> variables = new HashMap<>();
    private double[] arena = {};

    StepInterpreter(Plan plan, long seed) {
        this.plan = plan;
        this.seed = seed;
        plan.variables().forEach((name, shape) -> variables.put(name, new double[Math.toIntExact(shape.size())]));
    }

    void write(String variable, double... values) {
        System.arraycopy(values, 0, variables.get(variable), 0, values.length);
    }

    double[] read(String variable) {
        return variables.get(variable);
    }

    void run(String program, long step) {
        PlannedProgram planned = plan.program(program);
        arena = new double[Math.toIntExact(planned.arenaSize())];
        Arrays.fill(arena, Double.NaN);
        planned.sections().forEach(section -> run(section, step));
    }

    /** The shards side by side: now a step of one, now of another. */
    private void run(Section section, long number) {
        List<Iterator<Step>> shards =
                new ArrayList<>(section.shards().stream().map(List::iterator).toList());
        while (!shards.isEmpty()) {
            Iterator<Step> shard = shards.get(order.nextInt(shards.size()));
            if (shard.hasNext()) {
                run(shard.next(), number);
            } else {
                shards.remove(shard);
            }
        }
    }

    private void run(Step step, long number) {
        switch (step) {
            case Loop loop -> run(loop);
            case Step.MatMul product -> {
                boolean batched = product.batch() > 1;
                Shape left = product.transposeLeft()
                        ? Shape.of(product.k(), product.m())
                        : Shape.of(product.m(), product.k());
                Shape right = product.transposeRight()
                        ? Shape.of(product.n(), product.k())
                        : Shape.of(product.k(), product.n());
                Tensor a = Tensor.variable("a", batched ? left.prepend(product.batch()) : left);
                Tensor b = Tensor.variable("b", batched ? right.prepend(product.batch()) : right);
                kernel(
                        a.matmul(b, product.transposeLeft(), product.transposeRight()),
                        Map.of("a", product.left(), "b", product.right()),
                        product.product());
            }
            case Step.Convolution conv -> {
                Tensor image = Tensor.variable("image", conv.image().shape());
                Tensor kernels = Tensor.variable("kernels", conv.kernels().shape());
                Tensor result = Tensor.variable("result", conv.result().shape());
                switch (conv.wanted()) {
                    case RESULT ->
                        kernel(
                                image.conv(kernels, conv.window()),
                                Map.of("image", conv.image(), "kernels", conv.kernels()),
                                conv.result());
                    case IMAGE ->
                        kernel(
                                result.convInputGradient(kernels, conv.window(), image.shape()),
                                Map.of("result", conv.result(), "kernels", conv.kernels()),
                                conv.image());
                    case KERNELS ->
                        kernel(
                                image.convWeightGradient(result, conv.window(), kernels.shape()),
                                Map.of("image", conv.image(), "result", conv.result()),
                                conv.kernels());
                }
            }
            case Step.Gather gather ->
                kernel(
                        Tensor.variable("table", gather.table().shape())
                                .gather(Tensor.variable(
                                        "indices", gather.indices().shape())),
                        Map.of("table", gather.table(), "indices", gather.indices()),
                        gather.rows());
            case Step.Scatter scatter ->
                kernel(
                        Tensor.variable("rows", scatter.rows().shape())
                                .scatter(
                                        Tensor.variable(
                                                "indices", scatter.indices().shape()),
                                        scatter.table().shape().size(0)),
                        Map.of("rows", scatter.rows(), "indices", scatter.indices()),
                        scatter.table());
            case Step.Draw(Op.Random random, View target) -> {
                long key = Philox.key(seed, random.stream());
                double[] storage = storage(dense(target));
                int[] places = places(target);
                for (int i = 0; i < places.length; i++) {
                    storage[places[i]] = random.distribution() == Distribution.NORMAL
                            ? Philox.normal(key, number, random.first() + i)
                            : Philox.uniform(key, number, random.first() + i);
                }
            }
        }
    }

    private void kernel(Tensor tensor, Map<String, View> inputs, View result) {
        double[] storage = storage(dense(result));
        int[] places = places(result);
        for (int place : places) {
            storage[place] = Double.NaN;
        }
        Map<String, double[]> values = new HashMap<>();
        inputs.forEach((name, view) -> values.put(name, elements(dense(view))));
        double[] computed = ReferenceBackend.evaluate(tensor, values);
        assertThat(computed).hasSameSizeAs(places);
        for (int i = 0; i < computed.length; i++) {
            storage[places[i]] = computed[i];
        }
    }

    private void run(Loop loop) {
        for (Accumulation reduction : loop.reductions()) {
            for (int place : places(reduction.view())) {
                storage(reduction.view())[place] =
                        reduction.reduction() == Reduction.SUM ? 0 : Double.NEGATIVE_INFINITY;
            }
        }
        Map<View, int[]> places = new HashMap<>();
        loop.reads().forEach(view -> places.put(view, places(view)));
        loop.writes().forEach(view -> places.put(view, places(view)));
        int[] elements = shuffled(Math.toIntExact(loop.size()));
        int part = elements.length / 3 + 1;
        for (int start = 0; start < elements.length; start += part) {
            run(loop, Arrays.copyOfRange(elements, start, Math.min(start + part, elements.length)), places);
        }
    }

    private int[] shuffled(int size) {
        int[] elements = IntStream.range(0, size).toArray();
        for (int i = size - 1; i > 0; i--) {
            int other = order.nextInt(i + 1);
            int element = elements[i];
            elements[i] = elements[other];
            elements[other] = element;
        }
        return elements;
    }

    /** Reads, computes and writes the given elements of a loop. */
    private void run(Loop loop, int[] elements, Map<View, int[]> places) {
        List<double[]> inputs = loop.inputs().stream()
                .map(view -> elements(view, places.get(view), elements))
                .toList();
        List<double[]> results = new ArrayList<>();
        for (Instruction instruction : loop.code()) {
            results.add(apply(
                    instruction.op(),
                    instruction.operands().stream()
                            .map(operand -> value(operand, elements.length, inputs, results))
                            .toList()));
        }
        for (Accumulation reduction : loop.reductions()) {
            double[] storage = storage(reduction.view());
            double[] values = value(reduction.value(), elements.length, inputs, results);
            for (int i = 0; i < values.length; i++) {
                int place = places.get(reduction.view())[elements[i]];
                storage[place] = reduction.reduction() == Reduction.SUM
                        ? storage[place] + values[i]
                        : Math.max(storage[place], values[i]);
            }
        }
        for (Output output : loop.outputs()) {
            double[] storage = storage(output.view());
            double[] values = value(output.value(), elements.length, inputs, results);
            for (int i = 0; i < values.length; i++) {
                storage[places.get(output.view())[elements[i]]] = values[i];
            }
        }
    }

    private static double[] value(Operand operand, int count, List<double[]> inputs, List<double[]> results) {
        return switch (operand) {
            case Operand.Input(int index) -> inputs.get(index);
            case Operand.Constant(double value) ->
                DoubleStream.generate(() -> value).limit(count).toArray();
            case Operand.Result(int instruction) -> results.get(instruction);
        };
    }

    private static double[] apply(Op op, List<double[]> operands) {
        Map<String, double[]> values = new HashMap<>();
        List<Tensor> arguments = new ArrayList<>();
        for (double[] operand : operands) {
            String name = "operand " + values.size();
            values.put(name, operand);
            arguments.add(Tensor.variable(name, Shape.of(operand.length)));
        }
        Tensor first = arguments.getFirst();
        Tensor result = switch (op) {
            case Op.Unary(UnaryFunction function) -> first.apply(function);
            case Op.Binary(BinaryFunction function) -> first.apply(function, arguments.get(1));
            case Op.Select _ -> first.select(arguments.get(1), arguments.get(2));
            default -> throw new AssertionError(op + " within a loop");
        };
        return ReferenceBackend.evaluate(result, values);
    }

    private double[] elements(View view) {
        int[] all = IntStream.range(0, Math.toIntExact(view.shape().size())).toArray();
        return elements(view, places(view), all);
    }

    private double[] elements(View view, int[] places, int[] elements) {
        double[] storage = storage(view);
        double[] values = new double[elements.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = storage[places[elements[i]]];
        }
        return values;
    }

    private double[] storage(View view) {
        return switch (view.storage()) {
            case Storage.Variable(String name) -> variables.get(name);
            case Storage.Arena _ -> arena;
            case Storage.Literal(Op.Values values) -> values.toArray();
        };
    }

    private static View dense(View view) {
        assertThat(view.isDense()).as(view.toString()).isTrue();
        return view;
    }

    /** Where each element, in row-major order, is stored. */
    private static int[] places(View view) {
        int[] places = {Math.toIntExact(view.offset())};
        for (int axis = 0; axis < view.shape().rank(); axis++) {
            int size = view.shape().size(axis);
            int stride = Math.toIntExact(view.strides().get(axis));
            int[] longer = new int[places.length * size];
            for (int i = 0; i < longer.length; i++) {
                longer[i] = places[i / size] + i % size * stride;
            }
            places = longer;
        }
        return places;
    }
}
