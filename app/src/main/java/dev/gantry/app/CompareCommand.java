package dev.gantry.app;

import dev.gantry.report.ReportPage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gantry compare}. */
@Command(name = "compare", description = "Lays runs over each other in one page: their curves, samples and metrics.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CompareCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Parameters(arity = "2..*", paramLabel = "DIR", description = "Run folders, finished or not.")
    private List<Path> runs = new ArrayList<>();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = "compare.html",
            description = "The page to write. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Override
    public Integer call() {
        runs.forEach(run -> RunCommand.requireRun(run, command.commandLine()));
        ReportPage.compare(runs, out);
        command.commandLine().getOut().println("wrote " + out);
        return Gantry.GOOD;
    }
}
