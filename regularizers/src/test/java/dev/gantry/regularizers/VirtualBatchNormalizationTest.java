package dev.gantry.regularizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.spi.Player;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.ShapeException;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.scope.TracedScope;
import dev.gantry.regularizers.VirtualBatchNormalization.Networks;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VirtualBatchNormalizationTest {

    private static final String LAYER = "hidden-1/pre-activation";
    private static final int REFERENCE = 3;
    private static final int CHANNELS = 2;
    private static final double[] GAIN = {2, 0.5};
    private static final double[] BIAS = {-1, 3};

    private final VirtualBatchNormalization regularizer = new VirtualBatchNormalization(REFERENCE, Networks.BOTH, 1e-5);

    static Stream<Shape> shapes() {
        return Stream.of(Shape.of(5, CHANNELS), Shape.of(5, CHANNELS, 2, 3));
    }

    @DisplayName("U1.14 a row is normalized as in the batch of the reference and itself")
    @ParameterizedTest
    @MethodSource("shapes")
    void u1RowIsNormalizedWithTheReferenceAndItself(Shape shape) {
        double[][] rows = rows(shape);
        double[][] found = normalized(shape, rows);
        double[][] reference = Arrays.copyOf(rows, REFERENCE);
        double[][] referenceNormalized = batchNormalized(reference);
        for (int i = 0; i < REFERENCE; i++) {
            assertThat(found[i]).as("reference row").containsExactly(referenceNormalized[i], within(1e-12));
        }
        for (int i = REFERENCE; i < rows.length; i++) {
            double[][] union = Arrays.copyOf(rows, REFERENCE + 1);
            union[REFERENCE] = rows[i];
            assertThat(found[i]).containsExactly(batchNormalized(union)[REFERENCE], within(1e-12));
        }
    }

    @DisplayName("U1.14 a row does not depend on the others of its batch")
    @ParameterizedTest
    @MethodSource("shapes")
    void u1RowsAreIndependent(Shape shape) {
        double[][] rows = rows(shape);
        double[][] before = normalized(shape, rows);
        Arrays.fill(rows[4], 17);
        double[][] after = normalized(shape, rows);
        assertThat(after[3]).containsExactly(before[3]);
        assertThat(after[4]).isNotEqualTo(before[4]);
    }

    @Test
    void standsInTheNetworksAskedFor() {
        assertThat(normalizes(Networks.BOTH, Player.GENERATOR)).isTrue();
        assertThat(normalizes(Networks.BOTH, Player.CRITIC)).isTrue();
        assertThat(normalizes(Networks.GENERATOR, Player.GENERATOR)).isTrue();
        assertThat(normalizes(Networks.GENERATOR, Player.CRITIC)).isFalse();
        assertThat(normalizes(Networks.CRITIC, Player.GENERATOR)).isFalse();
        assertThat(normalizes(Networks.CRITIC, Player.CRITIC)).isTrue();
        assertThat(regularizer.referenceBatch()).isEqualTo(REFERENCE);
        Tensor x = Tensor.zeros(Shape.of(5, 2));
        assertThat(regularizer.layer(Player.CRITIC, "hidden-1", x, REFERENCE, TracedScope.training("test")))
                .isSameAs(x);
    }

    @Test
    void rules() {
        assertThatThrownBy(() -> new VirtualBatchNormalization(0, Networks.BOTH, 1e-5))
                .hasMessage("'reference' must be at least 1, found 0");
        assertThatThrownBy(() -> new VirtualBatchNormalization(2_000_000_000, Networks.BOTH, 1e-5))
                .hasMessage("'reference' must be at most 65536, found 2000000000");
        assertThatThrownBy(() -> new VirtualBatchNormalization(1, Networks.BOTH, 0))
                .hasMessage("'epsilon' must be greater than 0, found 0.0");
        Scope scope = TracedScope.training("test");
        assertThatThrownBy(
                        () -> regularizer.layer(Player.CRITIC, LAYER, Tensor.zeros(Shape.of(3, 2)), REFERENCE, scope))
                .isInstanceOf(ShapeException.class)
                .hasMessage("needs a batch behind its reference batch of 3, found [3, 2]");
    }

    private static boolean normalizes(Networks players, Player player) {
        Tensor x = Tensor.zeros(Shape.of(5, 2));
        return new VirtualBatchNormalization(REFERENCE, players, 1e-5)
                        .layer(player, LAYER, x, REFERENCE, TracedScope.training("test"))
                != x;
    }

    private static double[][] rows(Shape shape) {
        Random random = new Random(11);
        int elements = Math.toIntExact(shape.dropFirst().size());
        return Stream.generate(() -> random.doubles(elements, -3, 5).toArray())
                .limit(shape.size(0))
                .toArray(double[][]::new);
    }

    private double[][] normalized(Shape shape, double[][] rows) {
        Tensor y = regularizer.layer(
                Player.GENERATOR, LAYER, Tensor.variable("x", shape), REFERENCE, TracedScope.training("test"));
        assertThat(y.shape()).isEqualTo(shape);
        double[] flat = Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
        double[] found = ReferenceBackend.evaluate(y, Map.of("x", flat, "gain", GAIN, "bias", BIAS));
        int elements = rows[0].length;
        return IntStream.range(0, rows.length)
                .mapToObj(i -> Arrays.copyOfRange(found, i * elements, (i + 1) * elements))
                .toArray(double[][]::new);
    }

    /** Ordinary batch normalization, channel by channel. */
    private static double[][] batchNormalized(double[][] rows) {
        int places = rows[0].length / CHANNELS;
        double[][] normalized = new double[rows.length][rows[0].length];
        for (int c = 0; c < CHANNELS; c++) {
            int from = c * places;
            double[] values = Arrays.stream(rows)
                    .flatMapToDouble(row -> Arrays.stream(row, from, from + places))
                    .toArray();
            double mean = Arrays.stream(values).average().orElseThrow();
            double variance = Arrays.stream(values)
                    .map(x -> (x - mean) * (x - mean))
                    .average()
                    .orElseThrow();
            for (int r = 0; r < rows.length; r++) {
                for (int i = from; i < from + places; i++) {
                    normalized[r][i] = GAIN[c] * (rows[r][i] - mean) / Math.sqrt(variance + 1e-5) + BIAS[c];
                }
            }
        }
        return normalized;
    }
}
