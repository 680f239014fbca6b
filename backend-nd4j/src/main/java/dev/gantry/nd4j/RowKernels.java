package dev.gantry.nd4j;

import dev.gantry.core.tensor.Op.BinaryFunction;
import dev.gantry.engine.plan.Step;

/** Moving rows by index. */
final class RowKernels {

    private RowKernels() {}

    static Kernel gather(Step.Gather step, Memory memory) {
        long table = memory.address(step.table());
        long indices = memory.address(step.indices());
        long rows = memory.address(step.rows());
        int count = step.indices().shape().size(0);
        int width = Math.toIntExact(step.rows().shape().size() / count);
        int tableRows = step.table().shape().size(0);
        return _ -> {
            for (int row = 0; row < count; row++) {
                Blocks.copy(table + 4L * width * index(indices, row, tableRows), rows + 4L * width * row, width);
            }
        };
    }

    static Kernel scatter(Step.Scatter step, Memory memory) {
        long rows = memory.address(step.rows());
        long indices = memory.address(step.indices());
        long table = memory.address(step.table());
        int count = step.indices().shape().size(0);
        int width = Math.toIntExact(step.rows().shape().size() / count);
        int tableRows = step.table().shape().size(0);
        return _ -> {
            for (int row = 0; row < tableRows; row++) {
                Blocks.fill(0, table + 4L * width * row, width);
            }
            for (int row = 0; row < count; row++) {
                long target = table + 4L * width * index(indices, row, tableRows);
                Blocks.binary(BinaryFunction.ADD, target, rows + 4L * width * row, target, width);
            }
        };
    }

    private static int index(long indices, int row, int tableRows) {
        int index = (int) Blocks.get(indices + 4L * row);
        if (index < 0 || index >= tableRows) {
            throw new IndexOutOfBoundsException("index " + index + " is not a row of a table of " + tableRows);
        }
        return index;
    }
}
