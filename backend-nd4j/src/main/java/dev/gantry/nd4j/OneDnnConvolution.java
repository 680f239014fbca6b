package dev.gantry.nd4j;

import dev.gantry.core.tensor.Op.BinaryFunction;
import dev.gantry.engine.plan.Step.Convolution;
import dev.gantry.engine.plan.Step.Convolution.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A convolution by oneDNN, its images divided into shares that threads work on at the same time. */
final class OneDnnConvolution implements Kernel {

    /** Fewer operations than this are done sooner by one core than handed to another. */
    private static final long PARALLEL_WORK = 400_000;

    private final Workers workers;
    private final List<ConvolutionShare> shares;
    private final boolean sums;
    private final long kernels;
    private final int kernelSize;

    /** Kept, so that handing them over allocates nothing. */
    private final Workers.Work convolve = this::runShare;

    private final Workers.Work add = this::addPart;

    private OneDnnConvolution(Convolution step, Memory memory, Workers workers, List<ConvolutionShare> shares) {
        this.workers = workers;
        this.shares = shares;
        this.sums = step.wanted() == Wanted.KERNELS && shares.size() > 1;
        this.kernels = memory.address(step.kernels());
        this.kernelSize = Math.toIntExact(step.kernels().shape().size());
    }

    /**
     * Empty where the library does not know how.
     *
     * @param scratch one for each thread that may have a share; with one alone, all runs on the calling thread
     */
    static Optional<Kernel> of(
            Convolution step, Memory memory, Workers workers, OneDnnEngine engine, List<Scratch> scratch) {
        int images = step.image().shape().size(0);
        int count = step.flops() < PARALLEL_WORK ? 1 : Math.min(scratch.size(), images);
        List<ConvolutionShare> shares = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int first = images * i / count;
            int end = images * (i + 1) / count;
            Optional<ConvolutionShare> share = ConvolutionShare.of(step, first, end, memory, engine, scratch.get(i));
            if (share.isEmpty()) {
                return Optional.empty();
            }
            shares.add(share.get());
        }
        return Optional.of(new OneDnnConvolution(step, memory, workers, shares));
    }

    @Override
    public void run(long unused) {
        if (shares.size() == 1) {
            runShare(0);
            return;
        }
        workers.run(convolve);
        if (sums) {
            workers.run(add);
        }
    }

    private void runShare(int number) {
        if (number < shares.size()) {
            shares.get(number).run();
        }
    }

    /** Adds up the shares' gradients, in order, for some of the kernels' elements. */
    private void addPart(int number) {
        if (number < shares.size()) {
            int first = begin(number);
            long offset = (long) first * Float.BYTES;
            for (int other = 1; other < shares.size(); other++) {
                long part = shares.get(other).kernelGradient() + offset;
                Blocks.binary(BinaryFunction.ADD, kernels + offset, part, kernels + offset, begin(number + 1) - first);
            }
        }
    }

    private int begin(int number) {
        return (int) ((long) kernelSize * number / shares.size());
    }
}
