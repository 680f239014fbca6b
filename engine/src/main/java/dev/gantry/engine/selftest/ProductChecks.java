package dev.gantry.engine.selftest;

import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.core.tensor.Window;
import dev.gantry.engine.plan.Passes;
import java.util.ArrayList;
import java.util.List;

/** Matrix products, and the three maps of convolutions. */
final class ProductChecks {

    /** Of sums of some hundred products, in any order; those of operands with fewer than 24 bits are further off. */
    private static final double SUM_OF_PRODUCTS = 2e-5;

    /** Images stay as each check has them. */
    private static final Passes AS_TRACED =
            new Passes(Passes.ALL.simplify(), false, Passes.ALL.fuse(), Passes.ALL.shards(), Passes.ALL.precision());

    /** {@code [batch, m, k] x [batch, k, n]}; 0 for matrices without a batch. */
    private record Factors(int batch, int m, int k, int n) {

        Check check(boolean transposeLeft, boolean transposeRight) {
            CheckInputs inputs = new CheckInputs();
            Tensor left = inputs.between(-1, 1, stored(m, k, transposeLeft));
            Tensor right = inputs.between(-1, 1, stored(k, n, transposeRight));
            String name = "matmul, " + (batch == 0 ? "" : batch + " of ") + m + "x" + k + "x" + n
                    + transposed(transposeLeft, transposeRight);
            return inputs.check(name, SUM_OF_PRODUCTS, left.matmul(right, transposeLeft, transposeRight));
        }

        private static String transposed(boolean left, boolean right) {
            if (left && right) {
                return ", both transposed";
            }
            return left ? ", left transposed" : right ? ", right transposed" : "";
        }

        private int[] stored(int rows, int columns, boolean transposed) {
            Shape matrix = transposed ? Shape.of(columns, rows) : Shape.of(rows, columns);
            return (batch == 0 ? matrix : matrix.prepend(batch)).toArray();
        }
    }

    private static final List<Factors> FACTORS = List.of(
            new Factors(0, 1, 1, 1),
            new Factors(0, 3, 4, 5),
            new Factors(0, 33, 65, 17),
            new Factors(0, 64, 128, 64),
            new Factors(0, 129, 131, 67),
            new Factors(0, 301, 23, 1),
            new Factors(0, 1, 301, 23),
            new Factors(3, 5, 7, 6),
            new Factors(2, 65, 33, 70));

    /** A window on images {@code [images, channels, height, width]}, and kernels {@code [out, channels, h, w]}. */
    private record Convolved(String name, Window window, Shape image, Shape kernels) {

        List<Check> checks() {
            Shape last = Shape.of(image.size(0), image.size(2), image.size(3), image.size(1));
            return List.of(
                    result("channels first", window, image),
                    result("channels last", window.withChannelsLast(), last),
                    inputGradient("channels first", window, image),
                    inputGradient("channels last", window.withChannelsLast(), last),
                    weightGradient("channels first", window, image),
                    weightGradient("channels last", window.withChannelsLast(), last));
        }

        private Check result(String order, Window moved, Shape images) {
            CheckInputs inputs = new CheckInputs();
            Tensor x = inputs.between(-0.5, 0.5, images.toArray());
            Tensor w = inputs.between(-0.5, 0.5, kernels.toArray());
            return check(inputs, "conv", order, x.conv(w, moved));
        }

        private Check inputGradient(String order, Window moved, Shape images) {
            CheckInputs inputs = new CheckInputs();
            Tensor y =
                    inputs.between(-0.5, 0.5, moved.convolved(images, kernels).toArray());
            Tensor w = inputs.between(-0.5, 0.5, kernels.toArray());
            return check(inputs, "conv-input-gradient", order, y.convInputGradient(w, moved, images));
        }

        private Check weightGradient(String order, Window moved, Shape images) {
            CheckInputs inputs = new CheckInputs();
            Tensor x = inputs.between(-0.5, 0.5, images.toArray());
            Tensor y =
                    inputs.between(-0.5, 0.5, moved.convolved(images, kernels).toArray());
            return check(inputs, "conv-weight-gradient", order, x.convWeightGradient(y, moved, kernels));
        }

        private Check check(CheckInputs inputs, String map, String order, Tensor result) {
            return inputs.check(map + ", " + name + ", " + order, AS_TRACED, SUM_OF_PRODUCTS, result);
        }
    }

    private static final List<Convolved> CONVOLVED = List.of(
            new Convolved("1x1", Window.of(1, 0), Shape.of(3, 5, 7, 9), Shape.of(4, 5, 1, 1)),
            new Convolved("3x3 padded", Window.of(1, 1), Shape.of(2, 17, 13, 11), Shape.of(33, 17, 3, 3)),
            new Convolved("4x4 stride 2", Window.of(2, 1), Shape.of(3, 8, 16, 16), Shape.of(16, 8, 4, 4)),
            // Of 12 rows, the last is under no kernel.
            new Convolved("3x3 stride 2, a row left", Window.of(2, 0), Shape.of(2, 3, 12, 11), Shape.of(5, 3, 3, 3)),
            new Convolved("3x5 uneven", new Window(2, 1, 0, 2, 1, 1), Shape.of(2, 3, 11, 13), Shape.of(4, 3, 3, 5)),
            new Convolved("3x3 dilated", new Window(1, 1, 2, 1, 2, 3), Shape.of(2, 3, 11, 13), Shape.of(4, 3, 3, 3)),
            new Convolved(
                    "3x2 strided, dilated",
                    new Window(2, 3, 1, 2, 2, 1),
                    Shape.of(2, 3, 11, 13),
                    Shape.of(4, 3, 3, 2)));

    private ProductChecks() {}

    static List<Check> all() {
        List<Check> checks = new ArrayList<>();
        for (Factors factors : FACTORS) {
            checks.add(factors.check(false, false));
            checks.add(factors.check(true, false));
            checks.add(factors.check(false, true));
            checks.add(factors.check(true, true));
        }
        CONVOLVED.forEach(convolved -> checks.addAll(convolved.checks()));
        return checks;
    }
}
