package dev.gantry.app;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where a page is served. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class PortOption {

    private static final int MOST = 65_535;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "0",
            description = "The port of the page that is watched. Default: any that is free.")
    private int port;

    int number() {
        if (port < 0 || port > MOST) {
            throw new ParameterException(command.commandLine(), "--port must be from 0 to " + MOST + ", found " + port);
        }
        return port;
    }
}
