package dev.gantry.schemes;

import dev.gantry.core.component.Component;
import dev.gantry.core.scheme.Players;
import dev.gantry.core.scheme.Program;
import dev.gantry.core.scheme.Scheme;
import dev.gantry.core.scheme.SchemeProvider;

/** Each player's update at the other's parameters before the step: Mescheder et al., 2017, Algorithm 1. */
public record Simultaneous() implements Scheme {

    public static SchemeProvider provider() {
        return () -> Component.of(Simultaneous::new, "simultaneous", "Both players' updates at once.");
    }

    @Override
    public TrainingStep trace(Players players) {
        Program joint = players.program("joint-step", now -> players.both(now, now));
        return run -> {
            run.nextBatch();
            run.play(joint, run.batch());
        };
    }
}
