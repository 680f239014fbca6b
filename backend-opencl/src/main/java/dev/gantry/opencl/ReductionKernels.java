package dev.gantry.opencl;

import dev.gantry.core.tensor.Op.Reduction;
import dev.gantry.engine.plan.Step.Accumulation;
import dev.gantry.engine.plan.Step.Loop;
import dev.gantry.engine.plan.View;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Reductions of a loop along the same axes. What is reduced into one result is cut into segments, each of which a work-item, or
 * a group in a tree, takes in a fixed order, which depends on the sizes alone; a second kernel takes the segments together.
 */
final class ReductionKernels {

    private static final int GROUP = 64;

    /** A group for each result takes at least so many elements. */
    private static final int FEWEST_OF_A_GROUP = 32;

    /** Fewer work-items leave a device idle. */
    private static final int ENOUGH_ITEMS = 4096;

    /** A segment has at least so many elements for each work-item. */
    private static final int FEWEST_OF_AN_ITEM = 16;

    private final Loop loop;
    private final List<Accumulation> reductions;
    private final boolean stores;
    private final View view;
    private final Axes kept = new Axes();
    private final Axes reduced = new Axes();
    private final boolean byGroups;
    private final long segments;
    private final long segmentSize;

    /** Some axes of the loop, with how far neighbours along them are apart in it. */
    private static final class Axes {

        private final List<Long> sizes = new ArrayList<>();
        private final List<Long> inLoop = new ArrayList<>();
        private final List<Long> inView = new ArrayList<>();

        private void add(long size, long loopStride, long viewStride) {
            sizes.add(size);
            inLoop.add(loopStride);
            inView.add(viewStride);
        }

        private long count() {
            return sizes.stream().reduce(1L, (a, b) -> a * b);
        }
    }

    /**
     * @param reductions whose views have one shape and the same strides
     * @param stores whether the loop's outputs are stored too
     */
    ReductionKernels(Loop loop, List<Accumulation> reductions, boolean stores) {
        this.loop = loop;
        this.reductions = reductions;
        this.stores = stores;
        this.view = reductions.getFirst().view();
        long stride = loop.size();
        boolean innermostIsReduced = false;
        for (int axis = 0; axis < view.shape().rank(); axis++) {
            int size = view.shape().size(axis);
            stride /= size;
            if (size > 1) {
                innermostIsReduced = view.strides().get(axis) == 0;
                (innermostIsReduced ? reduced : kept)
                        .add(size, stride, view.strides().get(axis));
            }
        }
        byGroups = innermostIsReduced && reduced.count() >= FEWEST_OF_A_GROUP;
        long items = kept.count() * (byGroups ? GROUP : 1L);
        long most = reduced.count() / (FEWEST_OF_AN_ITEM * (byGroups ? GROUP : 1L));
        long wanted = Math.clamp(ENOUGH_ITEMS / items, 1L, Math.max(1L, most));
        segmentSize = Math.ceilDiv(reduced.count(), wanted);
        segments = Math.ceilDiv(reduced.count(), segmentSize);
    }

    List<Launch> launches() {
        Launch first = byGroups ? ofGroups() : ofItems();
        return segments == 1 ? List.of(first) : List.of(first, together());
    }

    private Launch ofItems() {
        KernelWriter kernel = new KernelWriter();
        long results = kept.count();
        kernel.line("INDEX item = (INDEX) GROUP(0) * %d + LANE;", GROUP);
        kernel.line("if (item >= %du) return;", results * segments);
        numbers(kernel, "item");
        begin(kernel);
        kernel.line("for (INDEX r = segment * %du; r < %s; r++) {", segmentSize, end());
        body(kernel);
        kernel.line("}");
        IntStream.range(0, reductions.size()).forEach(k -> finish(kernel, k, "sum" + k));
        return kernel.launch(GROUP, scratch(), Math.ceilDiv(results * segments, GROUP));
    }

    private Launch ofGroups() {
        KernelWriter kernel = new KernelWriter();
        kernel.line("LOCAL float part[%d];", GROUP);
        numbers(kernel, "GROUP(0)");
        begin(kernel);
        kernel.line("for (INDEX r = segment * %du + LANE; r < %s; r += %du) {", segmentSize, end(), GROUP);
        body(kernel);
        kernel.line("}");
        for (int k = 0; k < reductions.size(); k++) {
            String together = together(reductions.get(k).reduction(), "part[LANE]", "part[LANE + width]");
            kernel.line("part[LANE] = sum%d;", k);
            kernel.line("BARRIER;");
            kernel.line("for (UINT width = %d; width > 0; width >>= 1) {", GROUP / 2);
            kernel.line("    if (LANE < width) part[LANE] = %s;", together);
            kernel.line("    BARRIER;");
            kernel.line("}");
            kernel.line("if (LANE == 0) {");
            finish(kernel, k, "part[0]");
            kernel.line("}");
            kernel.line("BARRIER;");
        }
        return kernel.launch(GROUP, scratch(), kept.count() * segments);
    }

    /** Which result, and which segment of what is reduced into it. */
    private void numbers(KernelWriter kernel, String item) {
        if (kept.count() > 1) {
            kernel.line("INDEX result = %s %% %du;", item, kept.count());
        }
        kernel.line("INDEX segment = %s / %du;", item, kept.count());
    }

    /** The number of the result; the only one is not declared. */
    private String result() {
        return kept.count() > 1 ? "result" : "0u";
    }

    private void begin(KernelWriter kernel) {
        for (int k = 0; k < reductions.size(); k++) {
            kernel.line("float sum%d = %s;", k, beginning(reductions.get(k).reduction()));
        }
    }

    private String end() {
        return "min(%du, (segment + 1) * %du)".formatted(reduced.count(), segmentSize);
    }

    /** What is done with the element of a result that has the number {@code r} of those that are reduced. */
    private void body(KernelWriter kernel) {
        LoopText text = new LoopText(
                loop,
                kernel,
                Places.sum(kept.sizes, kept.inLoop, result()) + " + " + Places.sum(reduced.sizes, reduced.inLoop, "r"));
        List<String> values =
                reductions.stream().map(each -> text.value(each.value())).toList();
        if (stores) {
            text.store();
        }
        for (int k = 0; k < values.size(); k++) {
            String together = together(reductions.get(k).reduction(), "sum" + k, values.get(k));
            kernel.line("sum%d = %s;", k, together);
        }
    }

    /** Each segment's is left for the second kernel, where there are several. */
    private void finish(KernelWriter kernel, int reduction, String value) {
        if (segments == 1) {
            store(kernel, reduction, value);
        } else {
            kernel.line(
                    "scratch[%du + %s * %du + segment] = %s;",
                    reduction * kept.count() * segments, result(), segments, value);
        }
    }

    private void store(KernelWriter kernel, int reduction, String value) {
        View target = reductions.get(reduction).view();
        kernel.line("%s[%s] = %s;", kernel.place(target), Places.sum(kept.sizes, kept.inView, result()), value);
    }

    private Launch together() {
        KernelWriter kernel = new KernelWriter();
        kernel.line("INDEX item = (INDEX) GROUP(0) * %d + LANE;", GROUP);
        kernel.line("if (item >= %du) return;", kept.count());
        if (kept.count() > 1) {
            kernel.line("INDEX result = item;");
        }
        for (int k = 0; k < reductions.size(); k++) {
            Reduction reduction = reductions.get(k).reduction();
            kernel.line("float sum%d = %s;", k, beginning(reduction));
            String next =
                    "scratch[%du + %s * %du + segment]".formatted(k * kept.count() * segments, result(), segments);
            kernel.line("for (INDEX segment = 0; segment < %du; segment++) {", segments);
            kernel.line("    sum%d = %s;", k, together(reduction, "sum" + k, next));
            kernel.line("}");
            store(kernel, k, "sum" + k);
        }
        return kernel.launch(GROUP, scratch(), Math.ceilDiv(kept.count(), GROUP));
    }

    private long scratch() {
        return segments == 1 ? 0 : reductions.size() * kept.count() * segments;
    }

    private static String beginning(Reduction reduction) {
        return switch (reduction) {
            case SUM -> "0.0f";
            case MAX -> "-INFINITY";
        };
    }

    private static String together(Reduction reduction, String a, String b) {
        return switch (reduction) {
            case SUM -> a + " + " + b;
            case MAX -> "gantry_max(" + a + ", " + b + ")";
        };
    }
}
