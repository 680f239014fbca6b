package dev.gantry.app;

import dev.gantry.core.component.UnsuitableException;
import dev.gantry.core.data.Samples;
import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.runtime.recipe.RecipeReader;
import dev.gantry.runtime.run.ClassifierOptions;
import dev.gantry.runtime.run.ClassifierResult;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code gantry classifier}. */
@Command(
        name = "classifier",
        description = {
            "Trains a classifier of labelled data with Deeplearning4j, as features for metrics.",
            "A fifth of the samples, at random, is held out to try it on; of mixtures the first 10,000 are taken."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ClassifierCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @ParentCommand
    private Gantry gantry;

    @Option(
            names = "--data",
            paramLabel = "DATA",
            defaultValue = "fashion-mnist",
            description = "A data source's name, or with settings: 'idx { images = FILE, labels = FILE }'."
                    + " Default: ${DEFAULT-VALUE}.")
    private String data;

    @Option(
            names = "--steps",
            paramLabel = "COUNT",
            defaultValue = "400",
            description = "Updates, each of 256 samples. Default: ${DEFAULT-VALUE}.")
    private int steps;

    @Option(
            names = "--labels",
            paramLabel = "COUNT",
            description = "Train on only so many samples, as many of each class. Default: all that are not held out.")
    private Optional<Integer> labels = Optional.empty();

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            defaultValue = "1",
            description = "The same seed gives the same classifier. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = "classifier.zip",
            description = "The file to write, which DL4J's ModelSerializer restores. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Override
    public Integer call() {
        ClassifierOptions options = options();
        try (TrainingRuntime runtime = gantry.installation().runtime();
                Samples samples = RecipeReader.data("--data", data, runtime.components())
                        .component()
                        .open(seed)) {
            ClassifierResult result = runtime.trainClassifier(samples, options, out);
            PrintWriter print = command.commandLine().getOut();
            print.printf(
                    Locale.ROOT,
                    "trained on %,d samples of %d classes; tells %.1f%% of %,d others right%n",
                    result.trained(),
                    result.classes(),
                    100 * result.accuracy(),
                    result.heldOut());
            print.println("wrote " + out);
        } catch (UnsuitableException e) {
            throw badUsage(e);
        }
        return Gantry.GOOD;
    }

    private ClassifierOptions options() {
        try {
            return new ClassifierOptions(steps, labels.stream().mapToInt(n -> n).findFirst(), seed);
        } catch (IllegalArgumentException e) {
            throw badUsage(e);
        }
    }

    private ParameterException badUsage(IllegalArgumentException e) {
        return new ParameterException(command.commandLine(), String.valueOf(e.getMessage()));
    }
}
