package dev.gantry.app;

import dev.gantry.core.runtime.TrainedGenerator;
import dev.gantry.core.runtime.TrainingRuntime;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code gantry sample}. */
@Command(name = "sample", description = "Makes samples with the generator of a run.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class SampleCommand implements Callable<Integer> {

    static final String RUN = "A run folder, whose newest checkpoint is taken, or one checkpoint.";

    @Spec
    private CommandSpec command;

    @ParentCommand
    private Gantry gantry;

    @Parameters(paramLabel = "DIR", description = RUN)
    private Path run;

    @Option(
            names = "-n",
            paramLabel = "COUNT",
            defaultValue = "64",
            description = "How many. Default: ${DEFAULT-VALUE}.")
    private int count;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            defaultValue = "1",
            description = "The same seed gives the same samples. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "A picture (.png), or the numbers themselves (.npy). Default: DIR/samples.png.")
    private Optional<Path> out = Optional.empty();

    @Override
    public Integer call() {
        if (count < 1) {
            throw new ParameterException(command.commandLine(), "-n must be at least 1, found " + count);
        }
        OutputFile file = OutputFile.of(out, run, "samples.png", command);
        try (TrainingRuntime runtime = gantry.installation().runtime();
                TrainedGenerator generator = runtime.load(run)) {
            float[] samples = generator.sample(count, seed);
            file.write(generator, samples, count, picture -> picture.ofSamples(samples, new float[0]));
        }
        return Gantry.GOOD;
    }
}
