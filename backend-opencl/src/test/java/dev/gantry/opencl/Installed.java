package dev.gantry.opencl;

import dev.gantry.engine.backend.Backend;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips tests where OpenCL offers no device; Debian's pocl-opencl-icd has one that is the processor. */
final class Installed implements ExecutionCondition {

    private static final OpenClBackendProvider PROVIDER = new OpenClBackendProvider();

    static Backend device() {
        return PROVIDER.open();
    }

    static OpenCl library() {
        return OpenCl.load().orElseThrow();
    }

    static Device found() {
        return Device.all(library()).getFirst();
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return PROVIDER.problem()
                .map(problem -> ConditionEvaluationResult.disabled("tests need a device of OpenCL: " + problem))
                .orElseGet(() -> ConditionEvaluationResult.enabled("there is a device of OpenCL"));
    }
}
