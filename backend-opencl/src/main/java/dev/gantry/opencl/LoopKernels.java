package dev.gantry.opencl;

import dev.gantry.core.tensor.Shape;
import dev.gantry.engine.plan.Step.Accumulation;
import dev.gantry.engine.plan.Step.Loop;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The kernels of a loop: one where its reductions go along the same axes, which stores the outputs too, and one more for each
 * other set of axes, which computes again what it needs.
 */
final class LoopKernels {

    private static final int GROUP = 64;

    private LoopKernels() {}

    static List<Launch> of(Loop loop) {
        Map<Form, List<Accumulation>> byForm = new LinkedHashMap<>();
        loop.reductions()
                .forEach(reduction -> byForm.computeIfAbsent(
                                new Form(
                                        reduction.view().shape(),
                                        reduction.view().strides()),
                                _ -> new ArrayList<>())
                        .add(reduction));
        if (byForm.isEmpty()) {
            return List.of(elements(loop));
        }
        List<List<Accumulation>> groups = List.copyOf(byForm.values());
        List<Launch> launches = new ArrayList<>();
        // The one that stores outputs comes last: they may lie where inputs did.
        for (int group = groups.size() - 1; group >= 0; group--) {
            launches.addAll(new ReductionKernels(loop, groups.get(group), group == 0).launches());
        }
        return launches;
    }

    /** The axes along which a reduction goes, and those that stay. */
    private record Form(Shape shape, List<Long> strides) {}

    private static Launch elements(Loop loop) {
        KernelWriter kernel = new KernelWriter();
        kernel.line("INDEX item = (INDEX) GROUP(0) * %d + LANE;", GROUP);
        kernel.line("if (item >= (INDEX) %s) return;", kernel.number(loop.size()));
        new LoopText(loop, kernel, "item").store();
        return kernel.launch(GROUP, 0, Math.ceilDiv(loop.size(), GROUP));
    }
}
