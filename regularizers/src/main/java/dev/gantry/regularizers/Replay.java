package dev.gantry.regularizers;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.spi.Initializer;
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
 * Reminds the critic of what the generator made before: half of the generated samples that it is shown in an update are drawn
 * from a history, where each is replaced by one of the batch's own; the other half are the batch's own. While the history
 * fills, the critic is shown the whole batch. So it sees no sample more than twice.
 *
 * <p>Shrivastava et al., Learning from Simulated and Unsupervised Images through Adversarial Training, 2017, section 2.3. There
 * the sample that is replaced is drawn anew; here it is the one that was shown, as in TF-GAN.
 *
 * @param samples how many the history holds, a multiple of half the batch, from 1 to 2^20
 */
public record Replay(int samples) implements Regularizer.ShownSamples {

    private static final int MOST = 1 << 20;

    public Replay {
        Require.count("samples", MOST, samples);
    }

    public static RegularizerProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                Replay.class,
                "replay",
                "The critic is shown generated samples of earlier steps too.",
                """
                # that the history holds, a multiple of half the batch
                samples = 1024
                """);
    }

    @Override
    public Tensor criticFake(Tensor fake, Scope scope) {
        int rows = fake.shape().size(0);
        int drawn = rows / 2;
        if (drawn == 0 || samples % drawn != 0) {
            throw new ShapeException("keeps 'samples' " + samples
                    + ", which must be a multiple of half the batch, found a" + " batch of " + rows);
        }
        // Every drawn row has places of its own, so that no place is drawn twice at once.
        int places = samples / drawn;
        int size = fake.shape().dropFirst().length();
        Tensor first = fake.slice(0, 0, rows - drawn);
        Tensor given = fake.slice(0, rows - drawn, rows);
        Tensor kept = given.reshape(drawn, 1, size);
        Tensor history = scope.state("history", Shape.of(drawn, places, size), Initializer.ZEROS);
        Tensor filled = scope.state("filled", Shape.SCALAR, Initializer.ZEROS);
        Tensor full = filled.greaterEqual(Tensor.scalar(places));

        Tensor number = Tensor.of(
                Shape.of(1, places), IntStream.range(0, places).asDoubleStream().toArray());
        Tensor anywhere = scope.uniform("place", Shape.of(drawn, 1)).mul(places);
        // How many places begin at or before the draw, the first among them.
        Tensor place = full.select(anywhere.greaterEqual(number).sum(1).sub(1), filled);
        Tensor here = place.equal(number).reshape(drawn, places, 1);
        scope.update("history", here.select(kept, history));
        scope.update("filled", filled.add(1).min(places));

        Tensor remembered = history.mul(here).sum(1).reshape(given.shape());
        return Tensor.concat(0, List.of(first, full.select(remembered, given)));
    }
}
