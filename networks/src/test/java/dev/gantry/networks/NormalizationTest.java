package dev.gantry.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.spi.Layer;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.ShapeException;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.scope.TracedScope;
import dev.gantry.networks.layer.BatchNormalization;
import dev.gantry.networks.layer.LayerNormalization;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class NormalizationTest {

    private static final Offset<Double> TOLERANCE = within(1e-12);
    private static final Map<String, double[]> AFFINE =
            Map.of("gain", new double[] {2, 3}, "bias", new double[] {10, 20});

    /** Two images of two channels: 1, 3, 5, 7 in the first channel, -1, -1, 1, 1 in the second. */
    private static final Tensor IMAGES = Tensor.of(Shape.of(2, 2, 1, 2), 1, 3, -1, -1, 5, 7, 1, 1);

    private final BatchNormalization batch = new BatchNormalization(0.25, 1e-5);

    @Test
    void batchNormalizationOfImages() {
        double a = 2 / Math.sqrt(5 + 1e-5);
        double b = 3 / Math.sqrt(1 + 1e-5);
        assertThat(apply(batch, IMAGES, TracedScope.training("test"), AFFINE))
                .containsExactly(
                        new double[] {10 - 3 * a, 10 - a, 20 - b, 20 - b, 10 + a, 10 + 3 * a, 20 + b, 20 + b},
                        TOLERANCE);
    }

    @Test
    void batchNormalizationOfRows() {
        Tensor rows = Tensor.of(Shape.of(2, 2), 1, 10, 5, 30);
        double a = 2 / Math.sqrt(4 + 1e-5);
        double b = 10 / Math.sqrt(100 + 1e-5);
        assertThat(apply(batch, rows, TracedScope.training("test"), Map.of()))
                .containsExactly(new double[] {-a, -b, a, b}, TOLERANCE);
    }

    @Test
    void runningStatistics() {
        TracedScope scope = TracedScope.training("test");
        try (Session session = Traced.initialized(scope, batch.apply(IMAGES, scope, Initialization.HE))) {
            assertThat(session.read("running-mean")).containsExactly(0, 0);
            assertThat(session.read("running-variance")).containsExactly(1, 1);
            session.run("result", 0);
            // Means 4 and 0; unbiased variances 20/3 and 4/3.
            assertThat(session.read("running-mean")).containsExactly(new double[] {1, 0}, TOLERANCE);
            assertThat(session.read("running-variance"))
                    .containsExactly(new double[] {0.75 + 5.0 / 3, 0.75 + 1.0 / 3}, TOLERANCE);
            session.run("result", 1);
            assertThat(session.read("running-mean")).containsExactly(new double[] {1.75, 0}, TOLERANCE);
        }
    }

    @Test
    void runningStatisticsMoveOnceForEachBatchOfAStep() {
        TracedScope scope = TracedScope.training("test");
        Tensor first = batch.apply(IMAGES, scope, Initialization.HE);
        Tensor second = batch.apply(IMAGES.add(4), scope, Initialization.HE);
        try (Session session = Traced.initialized(scope, first.add(second))) {
            session.run("result", 0);
            assertThat(session.read("running-mean")).containsExactly(new double[] {0.75 + 2, 1}, TOLERANCE);
        }
    }

    @Test
    void batchNormalizationInInference() {
        TracedScope scope = TracedScope.inference("test");
        Map<String, double[]> variables = Map.of(
                "gain", new double[] {2, 3},
                "bias", new double[] {10, 20},
                "running-mean", new double[] {3, 1},
                "running-variance", new double[] {4, 9});
        double a = 2 / Math.sqrt(4 + 1e-5);
        double b = 3 / Math.sqrt(9 + 1e-5);
        assertThat(apply(batch, IMAGES, scope, variables))
                .containsExactly(
                        new double[] {10 - 2 * a, 10, 20 - 2 * b, 20 - 2 * b, 10 + 2 * a, 10 + 4 * a, 20, 20},
                        TOLERANCE);
        assertThat(scope.step("result", IMAGES).writes()).containsOnlyKeys("result");
    }

    @Test
    void oneValuePerChannelHasNoVariance() {
        Tensor row = Tensor.zeros(Shape.of(1, 3));
        assertThatThrownBy(() -> batch.apply(row, TracedScope.training("test"), Initialization.HE))
                .isInstanceOf(ShapeException.class)
                .hasMessage("batch normalization needs more than one value per channel, found [1, 3]; raise"
                        + " 'batch-size'");
        assertThat(batch.apply(row, TracedScope.inference("test"), Initialization.HE)
                        .shape())
                .isEqualTo(row.shape());
    }

    @Test
    void layerNormalizationOfImages() {
        // The first image has mean 1/2 and variance 11/4, the second mean 7/2 and variance 27/4.
        double a = 1 / Math.sqrt(2.75 + 1e-5);
        double b = 1 / Math.sqrt(6.75 + 1e-5);
        double[] expected = {
            10 + 2 * 0.5 * a, 10 + 2 * 2.5 * a, 20 - 3 * 1.5 * a, 20 - 3 * 1.5 * a,
            10 + 2 * 1.5 * b, 10 + 2 * 3.5 * b, 20 - 3 * 2.5 * b, 20 - 3 * 2.5 * b
        };
        LayerNormalization layer = new LayerNormalization(1e-5);
        assertThat(apply(layer, IMAGES, TracedScope.training("test"), AFFINE)).containsExactly(expected, TOLERANCE);
        assertThat(apply(layer, IMAGES, TracedScope.inference("test"), AFFINE)).containsExactly(expected, TOLERANCE);
    }

    private static double[] apply(Layer layer, Tensor x, TracedScope scope, Map<String, double[]> variables) {
        return Traced.evaluate(scope, layer.apply(x, scope, Initialization.HE), variables);
    }
}
