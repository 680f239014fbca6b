package dev.gantry.nd4j;

import dev.gantry.core.data.Samples;
import dev.gantry.core.metric.ClassifierTrainer;

/** Trains classifiers with DL4J, of which no class is loaded before. */
public final class Dl4jClassifierTrainer implements ClassifierTrainer {

    /** For the service loader. */
    public Dl4jClassifierTrainer() {}

    @Override
    public Classifier train(Samples samples, int steps, long seed) {
        return Dl4jClassifier.train(samples, steps, seed);
    }
}
