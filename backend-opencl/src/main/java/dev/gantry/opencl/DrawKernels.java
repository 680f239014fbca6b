package dev.gantry.opencl;

import dev.gantry.core.random.Philox;
import dev.gantry.engine.plan.Step.Draw;

/** Draws of random numbers, four to a work-item: the processor's, to the bit. */
final class DrawKernels {

    private static final int GROUP = 64;

    private DrawKernels() {}

    static Launch of(Draw step, long seed) {
        KernelWriter kernel = new KernelWriter();
        long first = step.random().first();
        long end = first + step.target().shape().size();
        long blocks = Math.ceilDiv(end, 4L) - first / 4;
        kernel.line("ULONG first = %s, end = %s;", kernel.number(first), kernel.number(end));
        kernel.line("ULONG block = first / 4 + (ULONG) GROUP(0) * %d + LANE;", GROUP);
        kernel.line("if (block * 4 >= end) return;");
        kernel.line("UINT words[4];");
        kernel.line(
                "gantry_philox(%s, %s, block, words);",
                kernel.number(Philox.key(seed, step.random().stream())), kernel.step());
        kernel.line("for (UINT lane = 0; lane < 4; lane++) {");
        kernel.line("    ULONG index = block * 4 + lane;");
        kernel.line("    if (index >= first && index < end)");
        String drawn = switch (step.random().distribution()) {
            case UNIFORM -> "(float) (words[lane] >> 8) * 0x1p-24f";
            case NORMAL -> "gantry_normal(words[lane & 2], words[(lane & 2) + 1], lane & 1)";
        };
        kernel.line("        %s[index - first] = %s;", kernel.place(step.target()), drawn);
        kernel.line("}");
        return kernel.launch(GROUP, 0, Math.ceilDiv(blocks, GROUP));
    }
}
