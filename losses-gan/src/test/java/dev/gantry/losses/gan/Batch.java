package dev.gantry.losses.gan;

import dev.gantry.core.spi.Scores;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.scope.TracedScope;
import java.util.Map;

/** Given scores, and the numbers that losses make of them. */
final class Batch {

    /** The scores in TF-GAN's tests. */
    static final double[] REAL = {-5.0, 1.4, 12.5, 2.7};

    static final double[] FAKE = {10.0, 4.4, -5.5, 3.6};

    /** What a loss finds as its state k. */
    static final double K = 0.25;

    private Batch() {}

    static Scores tfGan() {
        return scores(REAL, FAKE);
    }

    static Scores scores(double real, double fake) {
        return scores(new double[] {real}, new double[] {fake});
    }

    static Scores scores(double[] real, double[] fake) {
        return new Scores(vector(real), vector(fake), TracedScope.training("test"));
    }

    static Tensor vector(double... values) {
        return Tensor.of(Shape.of(values.length), values);
    }

    static double value(Tensor scalar) {
        return values(scalar)[0];
    }

    static double[] values(Tensor tensor) {
        return ReferenceBackend.evaluate(tensor, Map.of("k", new double[] {K}));
    }
}
