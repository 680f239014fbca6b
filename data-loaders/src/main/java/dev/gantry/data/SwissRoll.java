package dev.gantry.data;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.data.DataSource;
import dev.gantry.core.data.DataSourceProvider;
import dev.gantry.core.data.Samples;
import dev.gantry.core.random.Philox;
import dev.gantry.core.tensor.Shape;
import java.lang.invoke.MethodHandles;
import java.util.OptionalLong;

/**
 * A spiral in the plane: {@code (t cos t, t sin t)} plus Gaussian noise, {@code t} uniform from 1.5 pi to 4.5 pi. This is
 * scikit-learn's Swiss roll (Marsland 2009, "Machine learning: an algorithmic perspective", chapter 10) seen from the side,
 * with the noise and scale of the code of Gulrajani et al. 2017.
 *
 * @param noise standard deviation along each axis, before scaling
 * @param scale what samples are divided by
 */
public record SwissRoll(double noise, double scale) implements DataSource {

    public SwissRoll {
        Require.notNegative("noise", noise);
        Require.positive("scale", scale);
    }

    public static DataSourceProvider provider() {
        return () ->
                Component.of(MethodHandles.lookup(), SwissRoll.class, "swiss-roll", "A noisy spiral in the plane", """
                # standard deviation along each axis, before scaling
                noise = 0.25
                # samples are divided by this
                scale = 7.5
                """);
    }

    @Override
    public Samples open(long seed) {
        return new Roll(noise, scale, Philox.key(seed, "data"));
    }

    private record Roll(double noise, double scale, long key) implements Samples {

        private static final Shape SHAPE = Shape.of(2);

        @Override
        public Shape shape() {
            return SHAPE;
        }

        @Override
        public OptionalLong size() {
            return OptionalLong.empty();
        }

        @Override
        public void read(long index, float[] target, int offset) {
            int[] words = new int[4];
            Philox.block(key, index, 0, words);
            double t = 1.5 * Math.PI * (1 + 2 * Philox.uniform(words[0]));
            double x = t * Math.cos(t) + noise * Philox.normal(words[2], words[3], false);
            double y = t * Math.sin(t) + noise * Philox.normal(words[2], words[3], true);
            target[offset] = (float) (x / scale);
            target[offset + 1] = (float) (y / scale);
        }
    }
}
