package dev.gantry.app;

import dev.gantry.core.component.NearestName;
import dev.gantry.experiments.Claim;
import dev.gantry.experiments.Experiment;
import dev.gantry.experiments.ExperimentPage;
import dev.gantry.experiments.Lab;
import dev.gantry.experiments.Report;
import dev.gantry.runtime.TrainingRuntime;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code gantry experiment}. */
@Command(
        name = "experiment",
        description = {
            "Makes figures of the papers again: data, plots, and a page that says what each shows.",
            "An experiment that is run again takes its old section's place on the page; the others stay."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ExperimentCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @ParentCommand
    private Gantry gantry;

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "Experiments, as --list names them.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--all", description = "Run every experiment.")
    private boolean all;

    @Option(names = "--list", description = "List the experiments and run none.")
    private boolean list;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "runs/experiments",
            description = "Where index.html and a folder of each experiment go. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            defaultValue = "1",
            description = "The same seed gives the same data. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter print = command.commandLine().getOut();
        List<Experiment> chosen = chosen();
        if (list) {
            Experiment.ALL.forEach(experiment -> print.printf(
                    Locale.ROOT, "%-20s %s (%s)%n", experiment.name(), experiment.title(), experiment.source()));
            return Gantry.GOOD;
        }
        ExperimentPage page = new ExperimentPage(out);
        boolean good = true;
        try (TrainingRuntime runtime = gantry.installation().runtime()) {
            for (Experiment experiment : chosen) {
                Instant start = Instant.now();
                Report result = experiment.run(new Lab(runtime, page.folderOf(experiment), seed));
                page.add(experiment, seed, result);
                print(print, experiment, Duration.between(start, Instant.now()), result);
                good &= result.holds();
            }
        }
        print.println("wrote " + page.file());
        return good ? Gantry.GOOD : Gantry.FAILED;
    }

    /** Those to run; complains of usage that makes no sense. */
    private List<Experiment> chosen() {
        int ways = (names.isEmpty() ? 0 : 1) + (all ? 1 : 0) + (list ? 1 : 0);
        if (ways != 1) {
            throw badUsage("give either names of experiments, --all or --list");
        }
        List<String> known = Experiment.ALL.stream().map(Experiment::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw badUsage("there is no experiment '" + name + "'." + NearestName.hint(name, known) + " There are: "
                        + String.join(", ", known));
            }
        }
        return Experiment.ALL.stream()
                .filter(experiment -> all || names.contains(experiment.name()))
                .toList();
    }

    private static void print(PrintWriter print, Experiment experiment, Duration time, Report result) {
        print.printf(Locale.ROOT, "%s: %.1f s%n", experiment.name(), time.toMillis() / 1e3);
        for (Claim claim : result.claims()) {
            print.println("  " + (claim.holds() ? "holds" : "DOES NOT HOLD") + ": " + claim.text());
        }
        print.flush();
    }

    private ParameterException badUsage(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
