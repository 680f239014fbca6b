package dev.gantry.core.spi;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a recipe has around a component that is {@link Cautious}.
 *
 * @param critic empty where there is none
 * @param constraints of the critic
 * @param generatorPace how the generator is updated
 * @param criticPace how the critic is updated
 * @param criticUpdates of the critic before each update of the generator; empty where the scheme does not heed that number
 */
public record Surroundings(
        Optional<Critic> critic,
        List<LipschitzConstraint> constraints,
        Pace generatorPace,
        Pace criticPace,
        OptionalInt criticUpdates) {

    public Surroundings {
        constraints = List.copyOf(constraints);
    }

    /**
     * How a player is updated.
     *
     * @param learningRate that its schedule starts from
     */
    public record Pace(Optimizer optimizer, double learningRate) {}
}
