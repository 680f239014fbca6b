package dev.gantry.schemes;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.scheme.Players;
import dev.gantry.core.scheme.Position;
import dev.gantry.core.scheme.Program;
import dev.gantry.core.scheme.Scheme;
import dev.gantry.core.scheme.SchemeProvider;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * Without a critic: latent vectors are drawn, for each sample of the real batch the one whose generated sample is nearest is chosen,
 * and the mean squared distance between the two is minimised. Li and Malik, Implicit Maximum Likelihood Estimation, 2018, Algorithm
 * 1, with the step's batch as both S and the mini-batches of the inner loop.
 *
 * @param samples how many latent vectors are drawn, m in the paper, from 1 to 1,000,000
 * @param updates of the generator with the chosen latent vectors, L in the paper, at least 1
 */
public record Imle(int samples, int updates) implements Scheme {

    private static final int MOST_SAMPLES = 1_000_000;

    public Imle {
        Require.count("samples", MOST_SAMPLES, samples);
        Require.positive("updates", updates);
    }

    public static SchemeProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                Imle.class,
                "imle",
                "No critic: the generated samples nearest to the real ones move towards them.",
                """
                # generated samples of a step, the nearest of which each real sample draws to it
                samples = 256
                # updates of the generator in a step with the samples so chosen
                updates = 1
                """);
    }

    @Override
    public boolean hasCritic() {
        return false;
    }

    @Override
    public TrainingStep trace(Players players) {
        Program step = players.program("generator-step", now -> {
            Tensor latents = nearest(players, now);
            Position at = now;
            for (int i = 0; i < updates; i++) {
                at = towards(players, at, latents);
            }
            return at;
        });
        return run -> {
            run.nextBatch();
            run.play(step, run.batch());
        };
    }

    private static Position towards(Players players, Position at, Tensor latents) {
        Players.Generated made = players.generate(at, latents);
        SequencedMap<String, Tensor> losses = new LinkedHashMap<>();
        losses.put(
                "distance",
                made.samples().sub(players.real()).flatten().square().sum(1).mean());
        return players.generator(made.after(), made.after(), losses);
    }

    /** Of latent vectors drawn in the step, for each real sample the one whose sample is nearest to it, {@code [N, ...latent]}. */
    private Tensor nearest(Players players, Position at) {
        Tensor real = players.real();
        Tensor pool = players.latents(at, samples);
        Tensor made = players.generate(at, pool).samples().flatten();
        // Squared distances but for |x|^2, which is the same for all that are compared.
        Tensor nearness = real.flatten()
                .matmul(made, false, true)
                .mul(2)
                .sub(made.square().sum(1).reshape(1, samples));
        Tensor chosen = nearness.equal(nearness.maximum(1));
        // Of equally near ones, the mean.
        return chosen.div(chosen.sum(1))
                .matmul(pool.flatten())
                .reshape(players.latentShape().prepend(real.shape().size(0)))
                .stopGradient();
    }
}
