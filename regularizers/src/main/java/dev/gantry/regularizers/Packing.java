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

/**
 * Shows the critic several samples at a time, all real or all generated: m that follow each other, {@code [N, C, ...]}, become
 * one of m times the channels or features, {@code [N / m, m C, ...]}. A generator that gives the same again and again is then
 * told from the data at once.
 *
 * <p>Lin et al., PacGAN: The Power of Two Samples in Generative Adversarial Networks, 2018, section 2.
 *
 * @param samples m, from 1 to 1,024
 */
public record Packing(int samples) implements Regularizer.CriticInput {

    private static final int MOST = 1024;

    public Packing {
        Require.count("samples", MOST, samples);
    }

    public static RegularizerProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                Packing.class,
                "packing",
                "The critic judges several samples at a time (PacGAN).",
                """
                # that are judged together; the batch size must be a multiple
                samples = 2
                """);
    }

    @Override
    public Tensor criticInput(Tensor samples, Tensor progress, Scope scope) {
        Shape shape = samples.shape();
        if (shape.size(0) % this.samples != 0) {
            throw new ShapeException("packs " + this.samples + " samples, and a batch of " + shape.size(0)
                    + " is no multiple of that; change 'batch-size'");
        }
        return samples.reshape(
                shape.with(0, shape.size(0) / this.samples).with(1, Shape.extent((long) shape.size(1) * this.samples)));
    }
}
