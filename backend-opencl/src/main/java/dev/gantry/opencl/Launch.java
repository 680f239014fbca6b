package dev.gantry.opencl;

import java.util.List;

/**
 * One kernel call.
 *
 * @param text of the kernel, in the words that each {@link Dialect} defines; it is called {@value #NAME} there
 * @param arguments in their order
 * @param groups of work-items along each of three axes
 * @param groupSize work-items of a group, all along the first axis
 * @param scratch how many elements it needs of the scratch buffer, which is undefined before and after it
 */
record Launch(String text, List<KernelArgument> arguments, List<Long> groups, int groupSize, long scratch) {

    static final String NAME = "NAME";

    Launch {
        arguments = List.copyOf(arguments);
        groups = List.copyOf(groups);
    }
}
