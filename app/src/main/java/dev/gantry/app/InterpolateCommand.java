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

/** {@code gantry interpolate}. */
@Command(
        name = "interpolate",
        description = "Makes samples on the way between random latent vectors, with the generator of a run.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class InterpolateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @ParentCommand
    private Gantry gantry;

    @Parameters(paramLabel = "DIR", description = SampleCommand.RUN)
    private Path run;

    @Option(
            names = "--rows",
            paramLabel = "COUNT",
            defaultValue = "8",
            description = "How many ways. Default: ${DEFAULT-VALUE}.")
    private int rows;

    @Option(
            names = "--columns",
            paramLabel = "COUNT",
            defaultValue = "8",
            description = "How many samples on each way, both ends included. Default: ${DEFAULT-VALUE}.")
    private int columns;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            defaultValue = "1",
            description = "The same seed gives the same samples. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "A picture (.png), or the numbers themselves (.npy). Default: DIR/interpolation.png.")
    private Optional<Path> out = Optional.empty();

    @Override
    public Integer call() {
        if (rows < 1 || columns < 2) {
            throw new ParameterException(
                    command.commandLine(),
                    "--rows must be at least 1 and --columns at least 2, found " + rows + " and " + columns);
        }
        OutputFile file = OutputFile.of(out, run, "interpolation.png", command);
        try (TrainingRuntime runtime = gantry.installation().runtime();
                TrainedGenerator generator = runtime.load(run)) {
            float[] samples = generator.interpolate(rows, columns, seed);
            file.write(generator, samples, rows * columns, picture -> picture.ofInterpolation(samples, rows, columns));
        }
        return Gantry.GOOD;
    }
}
