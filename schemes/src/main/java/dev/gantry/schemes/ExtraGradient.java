package dev.gantry.schemes;

import dev.gantry.core.component.Component;
import dev.gantry.core.scheme.Players;
import dev.gantry.core.scheme.Program;
import dev.gantry.core.scheme.Scheme;
import dev.gantry.core.scheme.SchemeProvider;

/**
 * Both look ahead by a simultaneous step, and move from where they were by the gradients found there: Korpelevich, 1976; Gidel et
 * al., A Variational Inequality Perspective on Generative Adversarial Networks, 2019, Algorithm 2, with the optimizer's state
 * carried through both steps, as in its Algorithm 4, ExtraAdam. Both steps see the same real batch.
 */
public record ExtraGradient() implements Scheme {

    public static SchemeProvider provider() {
        return () ->
                Component.of(ExtraGradient::new, "extra-gradient", "Both players look ahead by a step, then move.");
    }

    @Override
    public TrainingStep trace(Players players) {
        Program joint = players.program("joint-step", now -> players.both(players.both(now, now), now));
        return run -> {
            run.nextBatch();
            run.play(joint, run.batch());
        };
    }
}
