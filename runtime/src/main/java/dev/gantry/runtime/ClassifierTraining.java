package dev.gantry.runtime;

import dev.gantry.core.component.UnsuitableException;
import dev.gantry.core.data.DataException;
import dev.gantry.core.data.Samples;
import dev.gantry.core.metric.ClassifierTrainer;
import dev.gantry.core.metric.ClassifierTrainer.Classifier;
import dev.gantry.core.run.TrainingException;
import dev.gantry.runtime.data.Subset;
import dev.gantry.runtime.run.ClassifierOptions;
import dev.gantry.runtime.run.ClassifierResult;
import dev.gantry.runtime.store.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Trains a classifier on a part of labelled data, and tries it on the rest: a fifth of the samples of a shuffle is held out. Of an
 * endless source the first 10,000 samples are taken.
 */
final class ClassifierTraining {

    private static final long OF_ENDLESS = 10_000;
    private static final int HELD_OUT = 5;
    private static final int BATCH = 500;

    private ClassifierTraining() {}

    static ClassifierResult run(ClassifierTrainer trainer, Samples data, ClassifierOptions options, Path file) {
        if (data.classes() == 0) {
            throw new UnsuitableException("a classifier needs labels, and this data has none");
        }
        long size = data.size().orElse(OF_ENDLESS);
        if (size < HELD_OUT) {
            throw new UnsuitableException("a classifier needs at least 5 samples, found " + size);
        }
        Path folder = file.toAbsolutePath().resolveSibling("");
        if (!Files.isDirectory(folder)) {
            throw TrainingException.cannotWrite(file, new NoSuchFileException(folder.toString()));
        }
        long heldOutCount = size / HELD_OUT;
        Subset heldOut = Subset.shuffled(data, size, 0, heldOutCount, options.seed());
        Subset others = Subset.shuffled(data, size, heldOutCount, size, options.seed());
        Subset training = options.labels().isPresent()
                ? Subset.balanced(others, options.labels().getAsInt(), options.seed())
                : others;
        Classifier classifier;
        double accuracy;
        try {
            classifier = trainer.train(training, options.steps(), options.seed());
            accuracy = accuracy(classifier, heldOut);
        } catch (UnsuitableException | DataException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new TrainingException(
                    "the trainer of classifiers " + trainer.getClass().getName() + " is broken: it failed with " + e,
                    e);
        }
        try {
            AtomicFile.write(file, classifier::write);
        } catch (IOException e) {
            throw TrainingException.cannotWrite(file, e);
        }
        return new ClassifierResult(data.classes(), training.chosen().length, heldOut.chosen().length, accuracy);
    }

    private static double accuracy(Classifier classifier, Subset samples) {
        int values = Math.toIntExact(samples.shape().size());
        int count = samples.chosen().length;
        int right = 0;
        for (int first = 0; first < count; first += BATCH) {
            int size = Math.min(BATCH, count - first);
            float[] batch = new float[size * values];
            for (int i = 0; i < size; i++) {
                samples.read(first + i, batch, i * values);
            }
            int[] classes = classifier.classify(batch, size);
            for (int i = 0; i < size; i++) {
                right += classes[i] == samples.label(first + i) ? 1 : 0;
            }
        }
        return (double) right / count;
    }
}
