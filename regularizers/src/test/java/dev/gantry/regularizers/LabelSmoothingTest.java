package dev.gantry.regularizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.core.component.Progress;
import dev.gantry.core.component.Schedule;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.spi.Scores;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.scope.TracedScope;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LabelSmoothingTest {

    @Test
    void replacesTheLabelsAndNothingElse() {
        Scope scope = TracedScope.training("test");
        Scores scores = new Scores(Tensor.of(Shape.of(2), 1, 2), Tensor.of(Shape.of(2), 3, 4), scope);
        LabelSmoothing smoothing = new LabelSmoothing(0.9, 0.05);
        Scores smoothed = smoothing.labels(scores, scope);
        assertThat(smoothed.real()).isSameAs(scores.real());
        assertThat(smoothed.fake()).isSameAs(scores.fake());
        assertThat(ReferenceBackend.evaluate(smoothed.realLabels(), Map.of())).containsExactly(0.9);
        assertThat(ReferenceBackend.evaluate(smoothed.fakeLabels(), Map.of())).containsExactly(0.05);
    }

    @Test
    void rules() {
        assertThatThrownBy(() -> new LabelSmoothing(1.1, 0))
                .hasMessage("'real' must be between 0.0 and 1.0, found 1.1");
        assertThatThrownBy(() -> new LabelSmoothing(0.9, -0.1))
                .hasMessage("'fake' must be between 0.0 and 1.0, found -0.1");
        assertThatThrownBy(() -> new LabelSmoothing(0.4, 0.6))
                .hasMessage("'fake' must be less than 'real', which is 0.4, found 0.6");
    }

    @Test
    void labelsThatCrossAreRefusedInTheStepWhereTheyDo() {
        LabelSmoothing smoothing =
                new LabelSmoothing(progress -> 1 - progress.step() / 8.0, progress -> progress.step() / 8.0);

        assertThat(smoothing.fake().at(new Progress(3, 8, 0, 1))).isEqualTo(0.375);
        assertThatThrownBy(() -> smoothing.fake().at(new Progress(4, 8, 0, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'fake' must be less than 'real', which is 0.5, found 0.5");
        assertThatThrownBy(() -> smoothing.fake().at(new Progress(6, 8, 0, 1)))
                .hasMessage("'fake' must be less than 'real', which is 0.25, found 0.75");
        assertThatThrownBy(() -> new LabelSmoothing(Schedule.constant(0.4), progress -> 0.6)
                        .fake()
                        .at(Progress.START))
                .hasMessage("'fake' must be less than 'real', which is 0.4, found 0.6");
    }
}
