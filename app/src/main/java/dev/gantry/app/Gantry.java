package dev.gantry.app;

import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;

/** The command line of Gantry. */
@Command(
        name = "gantry",
        description = "Trains generative adversarial networks from recipes.",
        mixinStandardHelpOptions = true,
        versionProvider = Gantry.Version.class,
        scope = ScopeType.INHERIT,
        usageHelpAutoWidth = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:good",
            "1:the run failed, a claim of an experiment did not hold, or a file could not be read or written",
            "2:bad usage, recipe or plugin; nothing was started",
            "130:interrupted; the run's checkpoint is written"
        },
        subcommands = {
            TrainCommand.class,
            StudyCommand.class,
            SampleCommand.class,
            InterpolateCommand.class,
            EvaluateCommand.class,
            ClassifierCommand.class,
            ExportCommand.class,
            PlanCommand.class,
            CheckCommand.class,
            ListCommand.class,
            DevicesCommand.class,
            ExperimentCommand.class
        })
public final class Gantry {

    static final int GOOD = 0;
    static final int FAILED = 1;
    static final int INTERRUPTED = 130;

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Log everything to standard error, and show where errors come from.")
    private boolean verbose;

    private final Installation installation = Installation.current();

    Gantry() {}

    /**
     * Runs a command and exits with its code.
     *
     * @param arguments the command and its options
     */
    public static void main(String[] arguments) {
        // Pictures are drawn into files, and no window is opened.
        System.setProperty("java.awt.headless", "true");
        // Log4j's own hook would stop it before a run that Ctrl-C ends.
        System.setProperty("log4j.shutdownHookEnabled", "false");
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        Gantry gantry = new Gantry();
        Failures failures = new Failures(gantry);
        return new CommandLine(gantry)
                .setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures)
                .setExecutionStrategy(parsed -> {
                    Logs.toConsole(gantry.verbose);
                    return new RunLast().execute(parsed);
                });
    }

    boolean verbose() {
        return verbose;
    }

    Installation installation() {
        return installation;
    }

    /** The version that the module or JAR was built with. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            Module module = Gantry.class.getModule();
            Optional<String> modular = module.isNamed() ? module.getDescriptor().rawVersion() : Optional.empty();
            String version = modular.or(
                            () -> Optional.ofNullable(Gantry.class.getPackage().getImplementationVersion()))
                    .orElse("of unknown version");
            return new String[] {"Gantry " + version};
        }
    }
}
