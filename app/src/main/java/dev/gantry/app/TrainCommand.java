package dev.gantry.app;

import dev.gantry.core.run.RunResult;
import dev.gantry.core.run.TrainingEvent;
import dev.gantry.pictures.RunPictures;
import dev.gantry.report.LivePage;
import dev.gantry.report.RunReport;
import dev.gantry.report.TensorBoardLog;
import dev.gantry.runtime.ClusterProvider;
import dev.gantry.runtime.TrainingPlan;
import dev.gantry.runtime.TrainingRun;
import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.run.RunOptions;
import dev.gantry.runtime.run.Workplace;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code gantry train}. */
@Command(
        name = "train",
        description = {
            "Trains a recipe, and keeps what comes of it in a run folder.",
            "Ctrl-C ends the run with a checkpoint, from which --resume goes on."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class TrainCommand implements Callable<Integer> {

    /** In the run's folder. */
    static final String RECIPE_OF_RUN = "recipe.conf";

    private static final String FIRST_RECIPE = "fashion";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

    @Spec
    private CommandSpec command;

    @ParentCommand
    private Gantry gantry;

    @Parameters(
            arity = "0..1",
            paramLabel = "RECIPE",
            description = RecipeOptions.RECIPE + " Default: " + FIRST_RECIPE + ", from images that come with Gantry.")
    private Optional<String> recipe = Optional.empty();

    @Mixin
    private RecipeOptions recipes;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "The run folder, which must be new or empty. Default: runs/NAME-TIME.")
    private Optional<Path> out = Optional.empty();

    @Option(
            names = "--resume",
            paramLabel = "DIR",
            description =
                    "Go on with the run of this folder, from its newest checkpoint, or from the start where there is"
                            + " none yet; or from the checkpoint of this path. The recipe is the run's; --set can change"
                            + " it, for example --set steps=20000.")
    private Optional<Path> resume = Optional.empty();

    @Option(
            names = "--generator",
            paramLabel = "DIR",
            description =
                    "Begin with the generator of another run's newest checkpoint, or of the checkpoint of this path."
                            + " Both recipes have the same generator block; critic, optimizers and steps begin anew.")
    private Optional<Path> generator = Optional.empty();

    @Mixin
    private PlaceOption place;

    @Option(
            names = "--watch",
            description =
                    "Serve the run's report live, to this machine alone, with buttons for a checkpoint and the end.")
    private boolean watch;

    @Mixin
    private PortOption port;

    @Mixin
    private ProgressChoice progress;

    /** The step after which the run began, as its thread tells. */
    private final AtomicInteger startedAfter = new AtomicInteger();

    @Override
    public Integer call() throws IOException, InterruptedException {
        checkUsage();
        try (Interruption interruption = new Interruption();
                TrainingRuntime runtime = gantry.installation().runtime();
                TrainingPlan plan = plan(runtime)) {
            RunOptions options = resume.map(RunOptions::resume).orElseGet(() -> newRun(plan));
            Path folder = options.folder().orElseThrow();
            PrintWriter print = progress.forPeople(command.commandLine().getOut());
            print.println(plan.recipe().settings().name() + " on " + plan.deviceDescription() + ", into " + folder);
            plan.aboutData().forEach(line -> print.println("  " + line));
            resume.stream()
                    .flatMap(path -> recipes.changes(recipeOfRun(path), plan).stream())
                    .forEach(change -> print.println("  " + change));
            print.flush();
            RunPictures pictures = new RunPictures(folder, plan);
            RunButtons buttons = new RunButtons();
            try (RunLog log = new RunLog(folder.resolve("gantry.log"), gantry.verbose());
                    Watched _ = watched(folder, buttons);
                    Working workers = workers(plan);
                    TrainingRun run = runtime.start(
                            plan,
                            workers.of(options)
                                    .withSampleCount(pictures.sampleCount())
                                    .with(log)
                                    .with(event -> noteStart(event, print))
                                    .with(pictures)
                                    .with(TensorBoardLog.of(plan, folder))
                                    .with(new RunReport(folder))
                                    .with(progress.listener(
                                            command.commandLine().getOut())))) {
                buttons.actOn(run);
                interruption.cancels(
                        "what is under way ends with a checkpoint",
                        run::cancel,
                        () -> run.result().map(RunResult::outcome).equals(Optional.of(RunResult.Outcome.FAILED)));
                return report(run.await(), plan.recipe().settings().steps(), folder, print);
            }
        }
    }

    /** Where the run's workers compute, if they do elsewhere; closed after the run. */
    private record Working(Optional<Workplace> place) implements AutoCloseable {

        RunOptions of(RunOptions options) {
            return place.map(options::on).orElse(options);
        }

        @Override
        public void close() {
            place.ifPresent(Workplace::close);
        }
    }

    private Working workers(TrainingPlan plan) {
        Optional<ClusterProvider> elsewhere = place.cluster();
        if (elsewhere.isPresent() && plan.recipe().settings().workers().count() == 1) {
            throw new ParameterException(
                    command.commandLine(),
                    "--on has workers compute elsewhere, and the recipe has one; set workers.count, such as --set"
                            + " workers.count=4");
        }
        return new Working(elsewhere.map(cluster ->
                cluster.workers(place.address(), gantry.installation().pluginJars(), plan)));
    }

    /** What watches the run, if anything does. */
    private interface Watched extends AutoCloseable {
        @Override
        void close();
    }

    private Watched watched(Path folder, RunButtons buttons) {
        if (!watch) {
            return () -> {};
        }
        LivePage page = LivePage.open(folder, port.number(), Optional.of(buttons));
        CommandLine line = command.commandLine();
        PrintWriter print = progress.isForScripts() ? line.getErr() : line.getOut();
        print.println("watch it at " + page.address());
        print.flush();
        return page::close;
    }

    private RunOptions newRun(TrainingPlan plan) {
        RunOptions options = RunOptions.into(out.orElseGet(() -> usualFolder(plan.recipe())));
        return generator.map(options::withGeneratorFrom).orElse(options);
    }

    private void checkUsage() {
        place.cluster();
        port.number();
        if (resume.isPresent() && (recipe.isPresent() || out.isPresent() || generator.isPresent())) {
            String extra = recipe.map(name -> "'" + name + "'").orElse(out.isPresent() ? "--out" : "--generator");
            throw new ParameterException(
                    command.commandLine(),
                    "--resume goes on with the recipe, the generator and in the folder of the run; leave out " + extra);
        }
        if (out.filter(Files::isDirectory)
                .filter(folder -> !TrainingRuntime.isFree(folder))
                .isPresent()) {
            throw new ParameterException(
                    command.commandLine(),
                    "folder " + out.get() + " is not empty; choose a new one, or go on with the run in it: --resume "
                            + out.get());
        }
    }

    private TrainingPlan plan(TrainingRuntime runtime) {
        return resume.map(path -> recipes.planToResume(runtime, recipeOfRun(path)))
                .orElseGet(() -> recipes.plan(runtime, gantry.installation(), recipe.orElse(FIRST_RECIPE), List.of()));
    }

    private Path recipeOfRun(Path path) {
        Path file = RunOptions.resume(path).folder().orElseThrow().resolve(RECIPE_OF_RUN);
        if (!Files.exists(file)) {
            throw new ParameterException(
                    command.commandLine(),
                    "there is no run to go on with in " + path + ": " + file + " does not exist");
        }
        return file;
    }

    private static Path usualFolder(Recipe recipe) {
        return Path.of("runs", recipe.settings().name() + "-" + TIME.format(ZonedDateTime.now(ZoneId.systemDefault())));
    }

    private void noteStart(TrainingEvent event, PrintWriter print) {
        if (event instanceof TrainingEvent.RunStarted started) {
            startedAfter.set(started.step());
            if (resume.isPresent()) {
                print.println(
                        started.step() == 0
                                ? "  begins anew, because there is no checkpoint yet"
                                : "  goes on after step " + started.step());
                print.flush();
            }
        }
    }

    private int report(RunResult result, int steps, Path folder, PrintWriter print) {
        return switch (result.outcome()) {
            case FINISHED -> {
                print.println(finished(result, steps, folder));
                yield Gantry.GOOD;
            }
            case CANCELLED -> {
                print.println(
                        "interrupted after step " + result.step() + "; to go on: gantry train --resume " + folder);
                yield Gantry.INTERRUPTED;
            }
            case FAILED -> {
                PrintWriter err = command.commandLine().getErr();
                err.println("gantry: "
                        + result.failure().map(Throwable::getMessage).orElse("the run failed")
                        + ". The log is " + folder.resolve("gantry.log"));
                yield Gantry.FAILED;
            }
        };
    }

    private String finished(RunResult result, int steps, Path folder) {
        boolean early = result.step() < steps;
        if (result.step() == startedAfter.get()) {
            return "had finished its %d steps already%s; to train on: gantry train --resume %s --set %s"
                    .formatted(
                            result.step(),
                            early ? ", as 'stop-when' has it" : "",
                            folder,
                            early ? "stop-when.KEY=VALUE" : "steps=N");
        }
        return early
                ? "finished after %d of %d steps, as 'stop-when' has it: see %s".formatted(result.step(), steps, folder)
                : "finished %d steps: see %s".formatted(result.step(), folder);
    }
}
