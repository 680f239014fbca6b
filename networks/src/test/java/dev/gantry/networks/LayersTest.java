package dev.gantry.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.spi.Layer;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.ShapeException;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.scope.TracedScope;
import dev.gantry.networks.layer.AveragePool;
import dev.gantry.networks.layer.BatchNormalization;
import dev.gantry.networks.layer.Convolution;
import dev.gantry.networks.layer.Dense;
import dev.gantry.networks.layer.LayerNormalization;
import dev.gantry.networks.layer.LeakyRelu;
import dev.gantry.networks.layer.Reshape;
import dev.gantry.networks.layer.TransposedConvolution;
import dev.gantry.networks.layer.Upsample;
import dev.gantry.tck.CentralDifferences;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LayersTest {

    private static final Initialization INIT = Initialization.HE;

    @Test
    void dense() {
        Tensor x = Tensor.of(Shape.of(2, 3), 1, 2, 3, -1, 0, 1);
        assertThat(evaluate(
                        new Dense(2, true),
                        x,
                        Map.of("weight", new double[] {1, 10, 2, 20, 3, 30}, "bias", new double[] {0.5, -0.5})))
                .containsExactly(14.5, 139.5, 2.5, 19.5);
        assertThat(evaluate(new Dense(2, false), x, Map.of("weight", new double[] {1, 10, 2, 20, 3, 30})))
                .containsExactly(14, 140, 2, 20);
    }

    @Test
    void convolution() {
        Tensor x = Tensor.of(Shape.of(1, 1, 3, 3), 1, 2, 3, 4, 5, 6, 7, 8, 9);
        Map<String, double[]> values =
                Map.of("weight", new double[] {1, 2, 3, 4, 0, 0, 0, -1}, "bias", new double[] {0, 100});
        assertThat(evaluate(new Convolution(2, 2, 1, 0, true), x, values))
                .containsExactly(37, 47, 67, 77, 95, 94, 92, 91);
        assertThat(evaluate(new Convolution(2, 2, 2, 1, true), x, values))
                .containsExactly(4, 18, 36, 77, 99, 97, 93, 91);
    }

    @Test
    void transposedConvolution() {
        Tensor x = Tensor.of(Shape.of(1, 2, 1, 2), 1, 2, 10, 20);
        // Two input channels, one output channel, kernels 2x2.
        Map<String, double[]> values =
                Map.of("weight", new double[] {1, 2, 3, 4, 0, 1, 0, 0}, "bias", new double[] {0.5});
        assertThat(evaluate(new TransposedConvolution(1, 2, 2, 0, true), x, values))
                .containsExactly(1.5, 12.5, 2.5, 24.5, 3.5, 4.5, 6.5, 8.5);
    }

    @Test
    void upsampleAndAveragePool() {
        Tensor x = Tensor.of(Shape.of(1, 1, 2, 2), 1, 2, 3, 4);
        assertThat(evaluate(new Upsample(2), x, Map.of()))
                .containsExactly(1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4);
        assertThat(evaluate(new AveragePool(2, 2, 0), x, Map.of())).containsExactly(2.5);
        assertThat(evaluate(new AveragePool(2, 1, 1), x, Map.of()))
                .containsExactly(0.25, 0.75, 0.5, 1, 2.5, 1.5, 0.75, 1.75, 1);
    }

    @Test
    void activations() {
        Tensor x = Tensor.of(Shape.of(1, 3), -2, 0, 3);
        assertThat(evaluate((y, scope, init) -> Activation.NONE.apply(y, 0.2), x, Map.of()))
                .containsExactly(-2, 0, 3);
        assertThat(evaluate((y, scope, init) -> Activation.RELU.apply(y, 0.2), x, Map.of()))
                .containsExactly(0, 0, 3);
        assertThat(evaluate(new LeakyRelu(0.1), x, Map.of())).containsExactly(new double[] {-0.2, 0, 3}, within(1e-15));
        assertThat(evaluate((y, scope, init) -> Activation.TANH.apply(y, 0.2), x, Map.of()))
                .containsExactly(new double[] {Math.tanh(-2), 0, Math.tanh(3)}, within(1e-15));
        assertThat(evaluate((y, scope, init) -> Activation.SIGMOID.apply(y, 0.2), x, Map.of()))
                .containsExactly(new double[] {1 / (1 + Math.exp(2)), 0.5, 1 / (1 + Math.exp(-3))}, within(1e-15));
    }

    static Stream<Arguments> layers() {
        Shape rows = Shape.of(4, 3);
        Shape images = Shape.of(2, 2, 4, 4);
        return Stream.of(
                Arguments.of(new Dense(2, true), rows),
                Arguments.of(new Convolution(3, 3, 2, 1, true), images),
                Arguments.of(new TransposedConvolution(3, 4, 2, 1, true), images),
                Arguments.of(new BatchNormalization(0.1, 0.1), rows),
                Arguments.of(new BatchNormalization(0.1, 0.1), images),
                Arguments.of(new LayerNormalization(0.1), rows),
                Arguments.of(new LayerNormalization(0.1), images),
                Arguments.of(new Upsample(2), images),
                Arguments.of(new AveragePool(2, 2, 1), images),
                Arguments.of(new Reshape(List.of(16, 2)), images));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void derivatives(Layer layer, Shape shape) {
        Tensor y = layer.apply(Tensor.variable("x", shape), TracedScope.training("test"), INIT);
        CentralDifferences.confirm(y.tanh().square().sum(), 1);
    }

    @Test
    void shapesThatDoNotFit() {
        Tensor rows = Tensor.zeros(Shape.of(4, 3));
        Tensor images = Tensor.zeros(Shape.of(4, 3, 2, 2));
        TracedScope scope = TracedScope.training("test");
        assertThatThrownBy(() -> new Dense(2, true).apply(images, scope, INIT))
                .isInstanceOf(ShapeException.class)
                .hasMessage("needs rows [N, features], found [4, 3, 2, 2]; put a 'flatten' before it");
        for (Layer layer : new Layer[] {new Convolution(1, 2, 1, 0, true), new Upsample(2), new AveragePool(2, 2, 0)}) {
            assertThatThrownBy(() -> layer.apply(rows, scope, INIT))
                    .isInstanceOf(ShapeException.class)
                    .hasMessage("needs images [N, C, H, W], found [4, 3]; put a 'reshape' before it");
        }
        assertThatThrownBy(() -> new TransposedConvolution(1, 1, 1, 2, true).apply(images, scope, INIT))
                .isInstanceOf(ShapeException.class);
    }

    @Test
    void sizesAreBounded() {
        assertThatThrownBy(() -> new Dense(2_000_000_000, true))
                .hasMessage("'units' must be at most 1048576, found 2000000000");
        assertThatThrownBy(() -> new Convolution(2_000_000_000, 3, 1, 0, true))
                .hasMessage("'channels' must be at most 65536, found 2000000000");
        assertThatThrownBy(() -> new TransposedConvolution(1, 65_536, 1, 0, true))
                .hasMessage("'kernel' must be at most 1024, found 65536");
        assertThatThrownBy(() -> new AveragePool(2, 2, 2_000_000_000))
                .hasMessage("'padding' must be at most 1024, found 2000000000");
        assertThatThrownBy(() -> new Upsample(65_536)).hasMessage("'factor' must be at most 1024, found 65536");
    }

    /** A side of 2^22 becomes (2^22 - 1) 1024 + 4. */
    @Test
    void anImageEnlargedBeyondAnyIsNamed() {
        Tensor long1 = Tensor.zeros(Shape.of(1, 1, 1 << 22, 1));
        assertThatThrownBy(() ->
                        new TransposedConvolution(1, 4, 1024, 0, true).apply(long1, TracedScope.training("test"), INIT))
                .isInstanceOf(ShapeException.class)
                .hasMessage("is too large: an axis would have 4294966276 elements, and it holds at most 2147483647");
    }

    private static double[] evaluate(Layer layer, Tensor x, Map<String, double[]> variables) {
        TracedScope scope = TracedScope.training("test");
        return Traced.evaluate(scope, layer.apply(x, scope, INIT), variables);
    }
}
