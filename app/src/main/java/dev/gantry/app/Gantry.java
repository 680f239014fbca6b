package dev.gantry.app;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of Gantry. */
@Command(name = "gantry", version = "Gantry 0.1.0-SNAPSHOT", mixinStandardHelpOptions = true)
public final class Gantry implements Runnable {

    private Gantry() {}

    /**
     * Runs a command and exits with its code.
     *
     * @param arguments the command and its options
     */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Gantry()).execute(arguments));
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }
}
