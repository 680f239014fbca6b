package dev.gantry.app;

import dev.gantry.runtime.ClusterProvider;
import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.study.Elsewhere;
import dev.gantry.study.GantryProcess;
import dev.gantry.study.Processes;
import dev.gantry.study.Results;
import dev.gantry.study.Study;
import dev.gantry.study.StudyFolder;
import dev.gantry.study.StudyPlace;
import dev.gantry.study.StudyReader;
import dev.gantry.study.StudyReport;
import dev.gantry.study.StudyRunner;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code gantry study}. */
@Command(
        name = "study",
        description = {
            "Trains recipes with several settings and seeds, and compares them by a metric.",
            "Ctrl-C ends it, and the same command goes on: from checkpoints of the runs under way, but on a cluster with these"
                    + " begun anew."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class StudyCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @ParentCommand
    private Gantry gantry;

    @Parameters(paramLabel = "STUDY", description = "A study's file, or the name of one that ships with Gantry.")
    private String given;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Set a key of the study, such as --set seeds=[1,2] or --set set.steps=100. May be given"
                    + " several times.")
    private List<String> overrides = new ArrayList<>();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "The study's folder: new, empty, or of the same study, which goes on. Default: runs/NAME.")
    private Optional<Path> out = Optional.empty();

    @Mixin
    private IncludeOption includes;

    @Mixin
    private PlaceOption place;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Installation installation = gantry.installation();
        Path file = installation
                .study(given)
                .orElseThrow(() -> new ParameterException(command.commandLine(), installation.noStudy(given)));
        PrintWriter print = command.commandLine().getOut();
        Optional<ClusterProvider> cluster = place.cluster();
        try (Interruption interruption = new Interruption()) {
            Study study = read(file);
            study.unwise().forEach(warning -> say(print, "unwise: " + warning));
            Path path = out.orElseGet(() -> Path.of("runs", study.name()));
            checkFolder(path);
            try (StudyFolder folder = StudyFolder.open(path, study);
                    StudyPlace where = where(study, cluster)) {
                StudyRunner runner = new StudyRunner(study, folder, where, line -> say(print, line));
                interruption.cancels(where.whenStopped(), runner::stop, () -> false);
                say(print, study.name() + ": " + runner.left() + " of " + runner.all() + " runs, into " + path);
                runner.run();
                return report(study, folder, path, runner);
            }
        }
    }

    private StudyPlace where(Study study, Optional<ClusterProvider> cluster) {
        return cluster.<StudyPlace>map(found -> new Elsewhere(
                        found.runs(place.address(), gantry.installation().pluginJars(), "study " + study.name()),
                        includes.allowed(),
                        gantry.installation().components()))
                .orElseGet(() -> new Processes(new GantryProcess(Gantry.class, includes.options())));
    }

    private Study read(Path file) {
        // Closed before anything is trained, which needs the memory.
        try (TrainingRuntime runtime = gantry.installation().runtime()) {
            return StudyReader.read(file, overrides, includes.allowed(), gantry.installation(), runtime);
        }
    }

    private void checkFolder(Path path) throws IOException {
        if (Files.isDirectory(path) && !StudyFolder.holdsStudy(path)) {
            try (Stream<Path> files = Files.list(path)) {
                if (files.findAny().isPresent()) {
                    throw new ParameterException(
                            command.commandLine(),
                            "folder " + path + " is not empty, and holds no study; choose a new one with --out");
                }
            }
        }
    }

    private int report(Study study, StudyFolder folder, Path path, StudyRunner runner) {
        PrintWriter print = command.commandLine().getOut();
        StudyReport written = StudyReport.write(study, folder);
        Results results = written.results();
        print.println();
        print.print(written.summary().table());
        print.println();
        if (results.failed() > 0) {
            print.println(results.failed() + " of " + runner.all() + " runs failed; report.html says why");
        }
        if (runner.left() > 0) {
            String cause = runner.stopped() ? "interrupted" : "the budget is used up";
            String cure = runner.stopped() ? "the same command goes on" : "the same command with a larger one goes on";
            print.println(cause + ", and " + runner.left() + " of " + runner.all() + " runs are left out; " + cure);
        }
        print.println("see " + path + ": " + String.join(", ", written.files()));
        print.flush();
        if (runner.stopped()) {
            return Gantry.INTERRUPTED;
        }
        return results.finished() == 0 ? Gantry.FAILED : Gantry.GOOD;
    }

    private static void say(PrintWriter print, String line) {
        print.println(line);
        print.flush();
    }
}
