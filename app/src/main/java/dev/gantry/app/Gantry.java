package dev.gantry.app;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
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
            "1:the run failed, a claim of an experiment or a check of a device did not hold, or a file could not be read or"
                    + " written",
            "2:bad usage, recipe or plugin; nothing was started",
            "130:interrupted; the run or study can go on"
        },
        subcommands = {
            TrainCommand.class,
            StudyCommand.class,
            SampleCommand.class,
            InterpolateCommand.class,
            EvaluateCommand.class,
            CompareCommand.class,
            WatchCommand.class,
            ClassifierCommand.class,
            ExportCommand.class,
            PlanCommand.class,
            ProfileCommand.class,
            CheckCommand.class,
            DataCommand.class,
            ListCommand.class,
            DevicesCommand.class,
            SelfTestCommand.class,
            ExperimentCommand.class
        })
public final class Gantry {

    private static final String VERBOSE = "--verbose";

    static final int GOOD = 0;
    static final int FAILED = 1;
    static final int INTERRUPTED = 130;

    @Option(
            names = VERBOSE,
            scope = ScopeType.INHERIT,
            description = "Log everything to standard error, and show where errors come from.")
    private boolean verbose;

    private final Installation installation = Installation.current();
    private final PluginCommands pluginCommands = new PluginCommands();

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
        // Parquet files are unpacked by Java, not by a library that the system may have.
        System.setProperty("hardwood.uselibdeflate", "false");
        System.exit(commandLine(arguments).execute(arguments));
    }

    /** What executes these arguments, with the commands of plugins. */
    static CommandLine commandLine(String... arguments) {
        // Before they are parsed: what is wrong with plugins is logged.
        Logs.toConsole(List.of(arguments).contains(VERBOSE));
        Gantry gantry = new Gantry();
        CommandLine line = new CommandLine(gantry);
        gantry.pluginCommands.addTo(line, gantry.installation);
        Failures failures = new Failures(gantry);
        return line.setParameterExceptionHandler(failures).setExecutionExceptionHandler(failures);
    }

    /** The names of Gantry's own commands. */
    static Set<String> commands() {
        return Arrays.stream(Gantry.class.getAnnotation(Command.class).subcommands())
                .map(command -> command.getAnnotation(Command.class).name())
                .collect(Collectors.toSet());
    }

    boolean verbose() {
        return verbose;
    }

    Installation installation() {
        return installation;
    }

    PluginCommands pluginCommands() {
        return pluginCommands;
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
