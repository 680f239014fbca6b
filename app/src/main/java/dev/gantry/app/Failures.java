package dev.gantry.app;

import dev.gantry.core.data.DataException;
import dev.gantry.core.export.ExportException;
import dev.gantry.core.run.TrainingException;
import dev.gantry.engine.backend.DeviceException;
import dev.gantry.runtime.component.PluginException;
import dev.gantry.runtime.recipe.RecipeException;
import dev.gantry.runtime.run.CheckpointException;
import java.io.PrintWriter;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells what went wrong in a line or a list, without stack traces, and decides the exit code. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {

    private static final Logger LOG = LogManager.getLogger(Failures.class);

    private final Gantry gantry;

    Failures(Gantry gantry) {
        this.gantry = gantry;
    }

    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("gantry: " + failure.getMessage());
        UnmatchedArgumentException.printSuggestions(failure, err);
        gantry.installation().refused().ifPresent(plugins -> err.println("gantry: " + plugins.getMessage()));
        err.println("See '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.USAGE;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (gantry.verbose()) {
            failure.printStackTrace(err);
        }
        switch (failure) {
            case RecipeException recipe -> {
                err.println("gantry: " + recipe.getMessage());
                return ExitCode.USAGE;
            }
            case PluginException plugin -> {
                err.println("gantry: " + plugin.getMessage());
                return ExitCode.USAGE;
            }
            case TrainingException training -> err.println("gantry: " + training.getMessage());
            case CheckpointException checkpoint -> err.println("gantry: " + checkpoint.getMessage());
            case DeviceException device -> err.println("gantry: " + device.getMessage());
            case DataException data -> err.println("gantry: " + data.getMessage());
            case ExportException export -> err.println("gantry: " + export.getMessage());
            default -> {
                LOG.error("'{}' failed", command.getCommandSpec().qualifiedName(), failure);
                String place = gantry.pluginCommands()
                        .place(command)
                        .map(jar -> " (a command of " + jar + ")")
                        .orElse("");
                err.println("gantry: failed unexpectedly: " + failure + place);
                if (!gantry.verbose()) {
                    err.println("Run the command again with --verbose to see where.");
                }
            }
        }
        return Gantry.FAILED;
    }
}
