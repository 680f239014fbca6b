package dev.gantry.opencl;

import dev.gantry.engine.plan.Step.Gather;
import dev.gantry.engine.plan.Step.Scatter;
import dev.gantry.engine.plan.View;

/** Gathering and scattering of rows. An index that is no row's leaves a mark, of which the next read tells. */
final class IndexKernels {

    private static final int GROUP = 64;

    private IndexKernels() {}

    static Launch gather(Gather step) {
        KernelWriter kernel = new KernelWriter();
        long size = step.rows().shape().size();
        begin(kernel, size, size / step.indices().shape().size());
        kernel.line("float index = %s[row];", kernel.place(step.indices()));
        kernel.line("bool good = index >= 0.0f && index < %d.0f && index == floor(index);", rows(step.table()));
        kernel.line("if (!good) MARK;");
        kernel.line(
                "%s[i] = good ? %s[(INDEX) index * width + i %% width] : NAN;",
                kernel.place(step.rows()), kernel.place(step.table()));
        return kernel.launch(GROUP, 0, Math.ceilDiv(size, GROUP));
    }

    /** Equal indices add up in their order. */
    static Launch scatter(Scatter step) {
        KernelWriter kernel = new KernelWriter();
        long size = step.table().shape().size();
        long indices = step.indices().shape().size();
        begin(kernel, size, size / rows(step.table()));
        kernel.line("float sum = 0.0f;");
        kernel.line("for (INDEX k = 0; k < %du; k++) {", indices);
        kernel.line("    float index = %s[k];", kernel.place(step.indices()));
        kernel.line("    bool good = index >= 0.0f && index < %d.0f && index == floor(index);", rows(step.table()));
        kernel.line("    if (!good) MARK;");
        kernel.line("    if (index == (float) row) sum += %s[k * width + i %% width];", kernel.place(step.rows()));
        kernel.line("}");
        kernel.line("%s[i] = sum;", kernel.place(step.table()));
        return kernel.launch(GROUP, 0, Math.ceilDiv(size, GROUP));
    }

    private static int rows(View table) {
        return table.shape().size(0);
    }

    private static void begin(KernelWriter kernel, long size, long width) {
        kernel.line("const INDEX width = %du;", width);
        kernel.line("INDEX i = (INDEX) GROUP(0) * %d + LANE;", GROUP);
        kernel.line("if (i >= %du) return;", size);
        kernel.line("INDEX row = i / width;");
    }
}
