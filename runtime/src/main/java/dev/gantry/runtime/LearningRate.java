package dev.gantry.runtime;

import dev.gantry.runtime.recipe.Recipe.OptimizerChoice;

/** An optimizer's learning rate over the steps of a training. */
final class LearningRate {

    private LearningRate() {}

    /**
     * Rises over the warm-up's steps, then falls as scheduled over the rest.
     *
     * @param step the generator's update, counted from 0; the critic's updates before it have the same rate
     */
    static double at(OptimizerChoice choice, int step, int steps) {
        int warmUp = choice.warmUpSteps();
        if (step < warmUp) {
            return choice.learningRate() * (step + 1) / warmUp;
        }
        double progress = (double) (step - warmUp) / Math.max(1, steps - warmUp);
        return choice.learningRate()
                * switch (choice.schedule()) {
                    case CONSTANT -> 1;
                    case LINEAR -> 1 - progress;
                    case COSINE -> (1 + Math.cos(Math.PI * progress)) / 2;
                };
    }
}
