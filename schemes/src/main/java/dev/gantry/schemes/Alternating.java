package dev.gantry.schemes;

import dev.gantry.core.component.Component;
import dev.gantry.core.scheme.Players;
import dev.gantry.core.scheme.Program;
import dev.gantry.core.scheme.Scheme;
import dev.gantry.core.scheme.SchemeProvider;

/** The critic's updates, then the generator's against the critic so updated: Goodfellow et al., 2014, Algorithm 1. */
public record Alternating() implements Scheme {

    public static SchemeProvider provider() {
        return () -> Component.of(Alternating::new, "alternating", "The critic's updates, then the generator's.");
    }

    @Override
    public boolean heedsCriticUpdates() {
        return true;
    }

    @Override
    public TrainingStep trace(Players players) {
        Program critic = players.program("critic-step", now -> players.critic(now, now));
        Program generator = players.program("generator-step", now -> players.generator(now, now));
        return run -> {
            for (int i = 0; i < run.criticUpdates(); i++) {
                run.nextBatch();
                run.play(critic, run.batch());
            }
            run.play(generator, run.step());
        };
    }
}
