package dev.gantry.regularizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.ShapeException;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.scope.TracedScope;
import dev.gantry.regularizers.DiffAugment.Operation;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiffAugmentTest {

    private static final int SIDE = 8;

    @Test
    void color() {
        // Channels 0, 1 and 1, 0.5. Brightness 0.25: 0.25, 1.25 and 1.25, 0.75. Saturation 0.5, of grey 0.75, 1:
        // 0.5, 1.125 and 1, 0.875. Contrast 1.5, of mean 0.875: 0.3125, 1.25 and 1.0625, 0.875.
        Tensor image = Tensor.of(Shape.of(1, 2, 1, 2), 0, 1, 1, 0.5);
        assertThat(evaluate(Operation.COLOR, image, new GivenDraws(0.75, 0.25, 1)))
                .containsExactly(new double[] {0.3125, 1.25, 1.0625, 0.875}, within(1e-15));
    }

    @ParameterizedTest
    @CsvSource({"0.1, 0.5, -1, 0", "0.5, 0.99, 0, 1", "0.99, 0, 1, -1", "0.34, 0.66, 0, 0"})
    void translation(double across, double down, int right, int below) {
        double[] image = new double[SIDE * SIDE];
        double[] moved = new double[SIDE * SIDE];
        for (int i = 0; i < SIDE; i++) {
            for (int j = 0; j < SIDE; j++) {
                image[i * SIDE + j] = 1 + i * SIDE + j;
                boolean inside = i - below >= 0 && i - below < SIDE && j - right >= 0 && j - right < SIDE;
                moved[i * SIDE + j] = inside ? 1 + (i - below) * SIDE + j - right : 0;
            }
        }
        Tensor images = Tensor.of(Shape.of(1, 1, SIDE, SIDE), image);
        assertThat(evaluate(Operation.TRANSLATION, images, new GivenDraws(across, down)))
                .containsExactly(moved);
    }

    @Test
    void translationOfSeveralChannelsOfAnOblongImage() {
        // One pixel to the right, in a width of 4; none down, in a height of 2.
        Tensor images = Tensor.of(Shape.of(1, 2, 2, 4), 1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 14, 15, 16, 17, 18);
        assertThat(evaluate(Operation.TRANSLATION, images, new GivenDraws(0.9, 0.9)))
                .containsExactly(0, 1, 2, 3, 0, 5, 6, 7, 0, 11, 12, 13, 0, 15, 16, 17);
    }

    @Test
    void everyShiftIsAsLikelyAndEachImageHasItsOwn() {
        int n = 9000;
        double[] dot = new double[SIDE * SIDE];
        dot[3 * SIDE + 4] = 1;
        Tensor images = Tensor.of(Shape.of(1, 1, SIDE, SIDE), dot).broadcast(Shape.of(n, 1, SIDE, SIDE));
        double[] seen = evaluate(Operation.TRANSLATION, images, TracedScope.training("test"));
        Map<Integer, Integer> places = new HashMap<>();
        for (int i = 0; i < seen.length; i++) {
            if (seen[i] == 1) {
                places.merge(i % (SIDE * SIDE), 1, Integer::sum);
            }
        }
        assertThat(places).containsOnlyKeys(19, 20, 21, 27, 28, 29, 35, 36, 37);
        // Four standard errors of 1000.
        assertThat(places.values()).allSatisfy(count -> assertThat(count).isBetween(880, 1120));
    }

    @ParameterizedTest
    @CsvSource({"0, 0.5, 0, 0, 1, 2", "0.5, 0.99, 1, 2, 3, 3", "0.2, 0.2, 0, 1, 0, 1"})
    void cutout(double down, double across, int top, int bottom, int left, int right) {
        Tensor images = Tensor.ones(Shape.of(1, 2, 4, 4));
        double[] expected = new double[32];
        for (int i = 0; i < 32; i++) {
            int row = i / 4 % 4;
            int column = i % 4;
            expected[i] = row >= top && row <= bottom && column >= left && column <= right ? 0 : 1;
        }
        assertThat(evaluate(Operation.CUTOUT, images, new GivenDraws(down, across)))
                .containsExactly(expected);
    }

    @Test
    void operationsAreDoneInTurn() {
        // Cut out first, an image of ones is grey in part; brightened first, the hole stays black.
        Tensor images = Tensor.ones(Shape.of(1, 1, 2, 2));
        Scope colorFirst = new GivenDraws(1, 0.5, 0.5, 0.5, 0.5);
        Scope cutoutFirst = new GivenDraws(0.5, 0.5, 1, 0.5, 0.5);
        assertThat(evaluate(new DiffAugment(List.of(Operation.COLOR, Operation.CUTOUT)), images, colorFirst))
                .containsExactlyInAnyOrder(0, 1.5, 1.5, 1.5);
        assertThat(evaluate(new DiffAugment(List.of(Operation.CUTOUT, Operation.COLOR)), images, cutoutFirst))
                .containsExactlyInAnyOrder(0.5, 1.5, 1.5, 1.5);
    }

    @Test
    void realAndGeneratedSamplesGetTheirOwnDraws() {
        Scope scope = TracedScope.training("test");
        Tensor images = Tensor.ones(Shape.of(2, 1, 4, 4));
        double[] first = evaluate(Operation.COLOR, images, scope);
        double[] second = evaluate(Operation.COLOR, images, scope);
        assertThat(first).isNotEqualTo(second);
        assertThat(Arrays.copyOfRange(first, 0, 16)).isNotEqualTo(Arrays.copyOfRange(first, 16, 32));
    }

    @Test
    void rules() {
        assertThatThrownBy(() -> new DiffAugment(List.of()))
                .hasMessage("'policy' must be at least one of color, translation, cutout, found []");
        Tensor rows = Tensor.zeros(Shape.of(4, 2));
        assertThatThrownBy(() -> seen(Operation.COLOR, rows, TracedScope.training("test")))
                .isInstanceOf(ShapeException.class)
                .hasMessage("changes images [N, C, H, W], found samples of shape [2]");
    }

    private static Tensor seen(Operation operation, Tensor images, Scope scope) {
        return new DiffAugment(List.of(operation)).criticInput(images, Tensor.scalar(0), scope);
    }

    private static double[] evaluate(Operation operation, Tensor images, Scope scope) {
        return ReferenceBackend.evaluate(seen(operation, images, scope), Map.of());
    }

    private static double[] evaluate(DiffAugment regularizer, Tensor images, Scope scope) {
        return ReferenceBackend.evaluate(regularizer.criticInput(images, Tensor.scalar(0), scope), Map.of());
    }
}
