package dev.gantry.opencl;

import dev.gantry.engine.plan.View;
import dev.gantry.engine.plan.View.Storage;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a kernel. Where its views lie, and other numbers that need not be known to the compiler, are parameters: kernels that
 * differ in them alone have one text, and are compiled once.
 */
final class KernelWriter {

    private final List<KernelArgument> arguments = new ArrayList<>();
    private final StringBuilder body = new StringBuilder();

    /** A pointer to the view's first element. */
    String place(View view) {
        String buffer = switch (view.storage()) {
            case Storage.Variable _ -> "variables";
            case Storage.Arena _ -> "arena";
            case Storage.Literal _ -> "constants";
        };
        return "(" + buffer + " + " + parameter(new KernelArgument.Place(view)) + ")";
    }

    String number(long value) {
        return parameter(new KernelArgument.Fixed(value));
    }

    String step() {
        return parameter(new KernelArgument.StepNumber());
    }

    private String parameter(KernelArgument argument) {
        int known = arguments.indexOf(argument);
        if (known >= 0) {
            return "p" + known;
        }
        arguments.add(argument);
        return "p" + (arguments.size() - 1);
    }

    /** Adds a line. */
    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a library
    void line(String format, Object... values) {
        body.append("    ")
                .append(values.length == 0 ? format : format.formatted(values))
                .append('\n');
    }

    /**
     * The kernel, with its call.
     *
     * @param groups of work-items
     * @param scratch elements of the scratch buffer
     */
    Launch launch(int groupSize, long scratch, long... groups) {
        StringBuilder text = new StringBuilder(
                "KERNEL(%d) void %s(GLOBAL float *variables, GLOBAL float *arena,".formatted(groupSize, Launch.NAME));
        text.append(" GLOBAL const float *constants, GLOBAL float *scratch");
        for (int i = 0; i < arguments.size(); i++) {
            text.append(", ULONG p").append(i);
        }
        text.append(") {\n").append(body).append("}\n");
        List<Long> sizes = new ArrayList<>(List.of(1L, 1L, 1L));
        for (int axis = 0; axis < groups.length; axis++) {
            sizes.set(axis, groups[axis]);
        }
        return new Launch(text.toString(), arguments, sizes, groupSize, scratch);
    }
}
