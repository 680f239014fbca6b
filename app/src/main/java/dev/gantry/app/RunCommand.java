package dev.gantry.app;

import dev.gantry.report.RunReport;
import dev.gantry.runtime.TrainedGenerator;
import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.runtime.run.RunOptions;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** A command that uses the generator of a run. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
abstract class RunCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @ParentCommand
    private Gantry gantry;

    @Parameters(paramLabel = "DIR", description = "A run folder, whose newest checkpoint is taken, or one checkpoint.")
    private Path run;

    @Option(
            names = "--checkpoint",
            paramLabel = "WHICH",
            description = "Of the run folder's checkpoints: newest, best (as the recipe's keep-best has it), or a step."
                    + " Default: newest.")
    private Optional<String> checkpoint = Optional.empty();

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            description =
                    "The device to use, as 'gantry devices' lists them, or auto. Default: that of the run's recipe.")
    private Optional<String> device = Optional.empty();

    @Override
    public Integer call() {
        try (TrainingRuntime runtime = gantry.installation().runtime()) {
            Path written = write(runtime, run);
            out().println("wrote " + written);
            // The page shows what lies in its folder, and nothing else is written there.
            if (written.toAbsolutePath().startsWith(runFolder(run).toAbsolutePath())) {
                RunReport.renew(runFolder(run));
            }
        }
        return Gantry.GOOD;
    }

    /** Writes what the command is for; gives the file. */
    abstract Path write(TrainingRuntime runtime, Path run);

    Gantry gantry() {
        return gantry;
    }

    /** The one that the command names. */
    Optional<String> device() {
        return device;
    }

    TrainedGenerator load(TrainingRuntime runtime, Path path) {
        if (Files.notExists(path)
                || (Files.isRegularFile(path) && path.toString().endsWith(Installation.SUFFIX))) {
            throw badUsage(noRun(path));
        }
        Path chosen = checkpoint.map(choice -> chosen(path, choice)).orElse(path);
        return device.map(name -> runtime.load(chosen, name)).orElseGet(() -> runtime.load(chosen));
    }

    private Path chosen(Path path, String choice) {
        if (!Files.isDirectory(path)) {
            throw badUsage("--checkpoint chooses one of a run folder, and " + path + " is one; leave it out");
        }
        try {
            return TrainingRuntime.checkpoint(path, choice);
        } catch (IllegalArgumentException e) {
            throw badUsage("--checkpoint " + e.getMessage());
        }
    }

    /** A file in the run folder. */
    static Path inRunFolder(Path run, String name) {
        return runFolder(run).resolve(name);
    }

    private static Path runFolder(Path run) {
        return RunOptions.resume(run).folder().orElseThrow();
    }

    /** Complains of a folder that is no run's. */
    static void requireRun(Path folder, CommandLine line) {
        if (!Files.exists(folder.resolve(TrainCommand.RECIPE_OF_RUN))) {
            throw new ParameterException(line, noRun(folder));
        }
    }

    private static String noRun(Path path) {
        return path + " is no run; give the folder of a run, such as runs/NAME-TIME";
    }

    PrintWriter out() {
        return command.commandLine().getOut();
    }

    ParameterException badUsage(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
