package dev.gantry.app;

import java.nio.file.Path;
import java.util.Optional;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.api.LoggerComponentBuilder;
import org.apache.logging.log4j.core.config.builder.api.RootLoggerComponentBuilder;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;

/** Where log lines go: warnings to standard error, and while a run is under way everything of note to its folder. */
final class Logs implements AutoCloseable {

    private static final String CONSOLE = "console";
    private static final String FILE = "file";
    private static final String PATTERN = "pattern";

    private final boolean verbose;

    private Logs(boolean verbose) {
        this.verbose = verbose;
    }

    static void toConsole(boolean verbose) {
        configure(verbose, Optional.empty());
    }

    /** Until it is closed, the log is written to a file as well. */
    static Logs toFile(Path file, boolean verbose) {
        configure(verbose, Optional.of(file));
        return new Logs(verbose);
    }

    private static void configure(boolean verbose, Optional<Path> file) {
        ConfigurationBuilder<BuiltConfiguration> builder = ConfigurationBuilderFactory.newConfigurationBuilder();
        Level level = verbose ? Level.DEBUG : Level.INFO;
        RootLoggerComponentBuilder root = builder.newRootLogger(level);
        builder.setStatusLevel(Level.ERROR);
        builder.add(builder.newAppender(CONSOLE, "Console")
                .addAttribute("target", ConsoleAppender.Target.SYSTEM_ERR)
                .add(builder.newLayout("PatternLayout")
                        .addAttribute(
                                PATTERN,
                                verbose
                                        ? "%d{HH:mm:ss.SSS} %-5level %logger: %msg%n%throwable"
                                        : above(file) + "gantry: %level{lowerCase=true}: %msg%n%throwable{none}")));
        // Errors end a command, which tells of them itself.
        root.add(
                verbose
                        ? builder.newAppenderRef(CONSOLE)
                        : builder.newAppenderRef(CONSOLE)
                                .add(builder.newFilter("LevelRangeFilter", Filter.Result.ACCEPT, Filter.Result.DENY)
                                        .addAttribute("minLevel", Level.WARN)
                                        .addAttribute("maxLevel", Level.WARN)));
        file.ifPresent(path -> {
            builder.add(builder.newAppender(FILE, "File")
                    .addAttribute("fileName", path)
                    .add(builder.newLayout("PatternLayout")
                            .addAttribute(PATTERN, "%d %-5level [%thread] %logger: %msg%n%throwable")));
            root.add(builder.newAppenderRef(FILE));
        });
        // What a cluster tells of its work is for who looks into the log.
        LoggerComponentBuilder cluster = builder.newLogger("org.apache", level).addAttribute("additivity", false);
        if (verbose) {
            cluster.add(builder.newAppenderRef(CONSOLE));
        }
        if (file.isPresent()) {
            cluster.add(builder.newAppenderRef(FILE));
        }
        builder.add(cluster);
        Configurator.reconfigure(builder.add(root).build(false));
    }

    /** While a run is under way there may be a bar. */
    private static String above(Optional<Path> file) {
        return file.isPresent() && ProgressChoice.onTerminal() ? ProgressOnTerminal.ABOVE : "";
    }

    @Override
    public void close() {
        toConsole(verbose);
    }
}
