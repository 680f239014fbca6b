package dev.gantry.app;

import dev.gantry.report.LivePage;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gantry watch}. */
@Command(
        name = "watch",
        description = {
            "Serves a run's report live, to this machine alone, until Ctrl-C.",
            "Only 'train --watch' has buttons for a checkpoint and the end of the run: another process is not ours to"
                    + " stop."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class WatchCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "DIR", description = "A run folder, whose run goes on or has ended.")
    private Path run;

    @Mixin
    private PortOption port;

    @Override
    public Integer call() throws InterruptedException {
        RunCommand.requireRun(run, command.commandLine());
        try (LivePage page = LivePage.open(run, port.number(), Optional.empty())) {
            PrintWriter print = command.commandLine().getOut();
            print.println("watch it at " + page.address());
            print.flush();
            new CountDownLatch(1).await();
        }
        return Gantry.GOOD;
    }
}
