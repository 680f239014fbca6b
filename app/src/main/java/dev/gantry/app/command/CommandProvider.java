package dev.gantry.app.command;

/** Offers a further command of {@code gantry}, found by {@link java.util.ServiceLoader}. */
public interface CommandProvider {

    /** What it is called by: lower case with dashes, and no name that {@code gantry} has already. */
    String name();

    /**
     * The command, made anew for each command line: an object with picocli's {@code @Command}, whose package is open to
     * {@code info.picocli}, or a {@code CommandSpec}. It has the options {@code --help} and {@code --verbose} without saying so.
     *
     * <p>Its exit code is one of picocli's {@code ExitCode}. What it throws is told as of Gantry's own commands, without a stack
     * trace: wrong usage by picocli's {@code ParameterException}, and what is wrong with recipes, checkpoints, data and runs as it
     * comes from the runtime. It logs with Log4j, whose warnings appear on standard error.
     */
    Object command(InstalledGantry gantry);
}
