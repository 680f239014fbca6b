package dev.gantry.regularizers;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.spi.Regularizer;
import dev.gantry.core.spi.RegularizerProvider;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.ShapeException;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Random changes of every image the critic sees, real and generated alike, through which gradients flow to the generator. Each
 * image gets its own draws.
 *
 * <p>Zhao et al., Differentiable Augmentation for Data-Efficient GAN Training, 2020, section 3.
 *
 * @param policy operations in the order in which they are done, at least one
 */
public record DiffAugment(List<Operation> policy) implements Regularizer.CriticInput {

    /** A random change of images {@code [N, C, H, W]}. */
    public enum Operation {

        /**
         * Adds a brightness from -0.5 to 0.5, then multiplies the distance from the mean over the channels by a saturation from
         * 0 to 2, then that from the mean over the image by a contrast from 0.5 to 1.5.
         */
        COLOR {
            @Override
            Tensor apply(Tensor images, Scope scope) {
                Shape each = Shape.of(images.shape().size(0), 1, 1, 1);
                Tensor bright = images.add(scope.uniform("brightness", each).sub(0.5));
                Tensor grey = bright.mean(1);
                Tensor saturated = bright.sub(grey)
                        .mul(scope.uniform("saturation", each).mul(2))
                        .add(grey);
                Tensor mean = saturated.mean(1, 2, 3);
                return saturated
                        .sub(mean)
                        .mul(scope.uniform("contrast", each).add(0.5))
                        .add(mean);
            }
        },

        /** Moves by whole pixels, up to an eighth of the side in each direction; zeros come in. */
        TRANSLATION {
            @Override
            Tensor apply(Tensor images, Scope scope) {
                int n = images.shape().size(0);
                int c = images.shape().size(1);
                int h = images.shape().size(2);
                int w = images.shape().size(3);
                Tensor across = images.reshape(n, c * h, w).matmul(shifts(n, w, scope));
                Tensor columns =
                        across.reshape(n, c, h, w).transpose(0, 1, 3, 2).reshape(n, c * w, h);
                return columns.matmul(shifts(n, h, scope)).reshape(n, c, w, h).transpose(0, 1, 3, 2);
            }

            // [n, side, side]: for each image the matrix that moves rows [side] to a drawn place.
            private Tensor shifts(int n, int side, Scope scope) {
                int most = (int) Math.round(side / 8.0);
                Tensor shift = wholeNumbers(n, 2 * most + 1, scope).sub(most);
                Tensor from = numbers(side).reshape(1, side, 1);
                return from.add(shift.reshape(n, 1, 1)).equal(numbers(side).reshape(1, 1, side));
            }
        },

        /** Sets a square of half the side to 0. Its centre is anywhere in the image, so that part of it may lie outside. */
        CUTOUT {
            @Override
            Tensor apply(Tensor images, Scope scope) {
                int n = images.shape().size(0);
                int h = images.shape().size(2);
                int w = images.shape().size(3);
                Tensor hole = covered(n, h, scope)
                        .reshape(n, 1, h, 1)
                        .mul(covered(n, w, scope).reshape(n, 1, 1, w));
                return images.mul(Tensor.scalar(1).sub(hole));
            }

            // [n, side]: 1 within the square, along one axis.
            private Tensor covered(int n, int side, Scope scope) {
                int size = (int) Math.round(side / 2.0);
                int half = size / 2;
                // A square of even size has its centre between pixels, of which there is one more than pixels.
                Tensor start = wholeNumbers(n, side + 1 - size % 2, scope).sub(half);
                Tensor places = numbers(side).reshape(1, side);
                return places.greaterEqual(start).mul(places.less(start.add(size)));
            }
        };

        abstract Tensor apply(Tensor images, Scope scope);

        /** {@code [n, 1]} draws from {@code 0 ... count - 1}. */
        private static Tensor wholeNumbers(int n, int count, Scope scope) {
            Tensor scaled = scope.uniform("place", Shape.of(n, 1)).mul(count);
            // How many whole numbers lie at or below it, 0 among them.
            return scaled.greaterEqual(numbers(count).reshape(1, count)).sum(1).sub(1);
        }

        private static Tensor numbers(int count) {
            return Tensor.of(
                    Shape.of(count), IntStream.range(0, count).asDoubleStream().toArray());
        }
    }

    public DiffAugment {
        Require.that(!policy.isEmpty(), "policy", "at least one of color, translation, cutout", policy);
        policy = List.copyOf(policy);
    }

    public static RegularizerProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                DiffAugment.class,
                "diff-augment",
                "Random changes of all images the critic sees.",
                """
                # of: color, translation, cutout
                policy = [color, translation, cutout]
                """);
    }

    @Override
    public Tensor criticInput(Tensor samples, Tensor progress, Scope scope) {
        if (samples.shape().rank() != 4) {
            throw new ShapeException("changes images [N, C, H, W], found samples of shape "
                    + samples.shape().dropFirst());
        }
        return augment(samples, scope);
    }

    /** Images {@code [N, C, H, W]} after all operations. */
    Tensor augment(Tensor images, Scope scope) {
        Tensor augmented = images;
        for (Operation operation : policy) {
            augmented = operation.apply(augmented, scope);
        }
        return augmented;
    }
}
