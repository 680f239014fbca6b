package dev.gantry.opencl;

import dev.gantry.engine.plan.View;

/** What a kernel is told in a launch: a whole number. */
sealed interface KernelArgument {

    /** Where the view's first element lies in the buffer that has its storage. */
    record Place(View view) implements KernelArgument {}

    /** The same in each run. */
    record Fixed(long value) implements KernelArgument {}

    /** The number of the step that is run. */
    record StepNumber() implements KernelArgument {}
}
