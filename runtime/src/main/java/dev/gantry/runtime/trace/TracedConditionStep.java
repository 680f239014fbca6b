package dev.gantry.runtime.trace;

import dev.gantry.core.spi.ConditionStep;
import dev.gantry.core.spi.Labels;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Tensor;
import java.util.Optional;

/**
 * A step as the condition of a name sees it.
 *
 * @param realSamples as the critic sees them, and so the others
 * @param labelledSamples in the critic's update, where the condition has a labelled subset
 */
record TracedConditionStep(
        String name, Judge judge, Tensor realSamples, Tensor fakeSamples, Optional<Tensor> labelledSamples, Scope scope)
        implements ConditionStep {

    @Override
    public Tensor real() {
        return head(realSamples);
    }

    @Override
    public Tensor fake() {
        return head(fakeSamples);
    }

    @Override
    public Tensor labelled() {
        return head(there(labelledSamples, "labelled subset in this update"));
    }

    @Override
    public Labels labels() {
        return there(judge.given().labels(), "labels");
    }

    @Override
    public Labels subsetLabels() {
        return judge.subsetLabels(
                there(labelledSamples, "labelled subset in this update").shape().size(0));
    }

    @Override
    public Tensor code() {
        return there(Optional.ofNullable(judge.given().codes().get(name)), "code");
    }

    private Tensor head(Tensor samples) {
        return there(Optional.ofNullable(judge.aside(samples).heads().get(name)), "head");
    }

    private static <T> T there(Optional<T> value, String what) {
        return value.orElseThrow(() -> new IllegalStateException("the condition has no " + what));
    }
}
