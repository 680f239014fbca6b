package dev.gantry.nd4j;

import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Window;
import dev.gantry.engine.plan.Step.Convolution;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The three maps of a convolution as ND4J operations, for graphics cards and where oneDNN is not there. */
final class Convolutions {

    private Convolutions() {}

    static Kernel kernel(Convolution step, Memory memory) {
        INDArray image = memory.array(step.image());
        INDArray kernels = memory.array(step.kernels());
        INDArray result = memory.array(step.result());
        long[] geometry = geometry(step);
        return switch (step.wanted()) {
            case RESULT -> new NativeOp("conv2d", arrays(image, kernels), arrays(result), geometry);
            case IMAGE ->
                coversImage(step)
                        ? new NativeOp("deconv2d", arrays(result, kernels), arrays(image), geometry)
                        : both(image, kernels, result, image, unused(kernels, memory), geometry);
            case KERNELS ->
                coversImage(step)
                        // With the roles swapped, what else the operation computes is the cheaper gradient.
                        ? new NativeOp(
                                "deconv2d_bp",
                                arrays(result, unused(kernels, memory), image),
                                arrays(unused(result, memory), kernels),
                                geometry)
                        : both(image, unused(kernels, memory), result, unused(image, memory), kernels, geometry);
        };
    }

    private static NativeOp both(
            INDArray image,
            INDArray kernels,
            INDArray resultGradient,
            INDArray imageGradient,
            INDArray kernelGradient,
            long... geometry) {
        return new NativeOp(
                "conv2d_bp", arrays(image, kernels, resultGradient), arrays(imageGradient, kernelGradient), geometry);
    }

    /** Kernel size, strides, paddings, dilations, explicit padding, whether channels come last, kernels as [O, C, h, w]. */
    private static long[] geometry(Convolution step) {
        Window w = step.window();
        Shape kernels = step.kernels().shape();
        return new long[] {
            kernels.size(2),
            kernels.size(3),
            w.strideH(),
            w.strideW(),
            w.padH(),
            w.padW(),
            w.dilationH(),
            w.dilationW(),
            0,
            w.channelsLast() ? 1 : 0,
            1
        };
    }

    /** Whether the windows reach the image's last row and column, so that its size follows from the result's. */
    private static boolean coversImage(Convolution step) {
        Window w = step.window();
        Shape image = step.image().shape();
        Shape kernels = step.kernels().shape();
        return (image.size(w.rowAxis()) + 2 * w.padH() - w.dilationH() * (kernels.size(2) - 1) - 1) % w.strideH() == 0
                && (image.size(w.rowAxis() + 1) + 2 * w.padW() - w.dilationW() * (kernels.size(3) - 1) - 1)
                                % w.strideW()
                        == 0;
    }

    /** An array of the same shape, for arguments that do not matter. */
    private static INDArray unused(INDArray like, Memory memory) {
        return memory.scratch(DataType.FLOAT, like.shape());
    }

    private static INDArray[] arrays(INDArray... arrays) {
        return arrays;
    }
}
