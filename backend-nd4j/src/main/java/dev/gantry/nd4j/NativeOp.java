package dev.gantry.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.factory.Nd4j;

/** One of ND4J's operations with its arguments bound once, which is most of what calling one costs. */
final class NativeOp implements Kernel {

    private final OpExecutioner executioner = Nd4j.getExecutioner();
    private final DynamicCustomOp op;
    private final OpContext context;

    NativeOp(String name, INDArray[] inputs, INDArray[] outputs, long... integers) {
        op = DynamicCustomOp.builder(name).addInputs(inputs).addOutputs(outputs).build();
        context = executioner.buildContext();
        context.setInputArrays(inputs);
        context.setOutputArrays(outputs);
        context.setIArguments(integers);
    }

    NativeOp withReals(double... reals) {
        context.setTArguments(reals);
        return this;
    }

    NativeOp withFlags(boolean... flags) {
        context.setBArguments(flags);
        return this;
    }

    @Override
    public void run(long step) {
        executioner.exec(op, context);
    }
}
