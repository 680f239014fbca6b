package dev.gantry.app;

import dev.gantry.core.run.RunResult;
import dev.gantry.core.run.TrainingException;
import dev.gantry.runtime.Ceilings;
import dev.gantry.runtime.TrainingPlan;
import dev.gantry.runtime.TrainingRun;
import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.runtime.run.RunOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

/** {@code gantry profile}. */
@Command(
        name = "profile",
        description = {
            "Trains a recipe for a few seconds, and shows where the time of a step goes: each operation, what it does a second"
                    + " beside what the device can do, and what could be gained.",
            "Nothing is kept of the training; metrics are not measured."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ProfileCommand implements Callable<Integer> {

    static final String TRACE = "trace.json";

    /** Training goes on until enough was measured, without what is due now and then. */
    private static final List<String> ENDLESS = Stream.of("steps", "every.log", "every.metrics", "every.samples")
            .map(key -> key + "=1000000000")
            .toList();

    @Spec
    private CommandSpec command;

    @ParentCommand
    private Gantry gantry;

    @Parameters(paramLabel = "RECIPE", description = RecipeOptions.RECIPE)
    private String recipe;

    @Mixin
    private RecipeOptions recipes;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "5",
            description = "How long to measure, in whole steps. Default: ${DEFAULT-VALUE}.")
    private double seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "5",
            description = "Seconds of training before that. Default: ${DEFAULT-VALUE}.")
    private double warmUp;

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "30",
            description = "How many kinds of operation to show. Default: ${DEFAULT-VALUE}.")
    private int rows;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Also write a timeline into this folder, " + TRACE
                    + ", for chrome://tracing or https://ui.perfetto.dev.")
    private Optional<Path> out = Optional.empty();

    @Override
    public Integer call() throws InterruptedException {
        StepClock clock = new StepClock(duration("--warm-up", warmUp), duration("--seconds", seconds));
        try (TrainingRuntime runtime = gantry.installation().runtime();
                TrainingPlan plan = recipes.plan(runtime, gantry.installation(), recipe, ENDLESS)) {
            PrintWriter print = command.commandLine().getOut();
            print.println(plan.recipe().settings().name() + " on " + plan.deviceDescription());
            print.flush();
            RunResult result = train(runtime, plan, clock);
            if (result.outcome() == RunResult.Outcome.FAILED || clock.ends().size() < 2) {
                command.commandLine()
                        .getErr()
                        .println(
                                "gantry: "
                                        + result.failure()
                                                .map(Throwable::getMessage)
                                                .orElse(
                                                        "the run ended before a step was measured; give it more steps or a shorter --warm-up"));
                return Gantry.FAILED;
            }
            Profile profile = new Profile(plan.plan(), plan.elementSize(), clock.ran(), clock.ends());
            new ProfileTable(print, profile, profile.isTold() ? Optional.of(Ceilings.of(plan)) : Optional.empty())
                    .print(rows);
            out.ifPresent(folder -> print.println("wrote " + trace(folder, profile)));
        }
        return Gantry.GOOD;
    }

    private static RunResult train(TrainingRuntime runtime, TrainingPlan plan, StepClock clock)
            throws InterruptedException {
        try (TrainingRun run =
                runtime.start(plan, RunOptions.inMemory().with(clock).timedBy(clock))) {
            clock.await();
            run.cancel();
            return run.await();
        }
    }

    private static Path trace(Path folder, Profile profile) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw TrainingException.cannotWrite(folder, e);
        }
        Path file = folder.resolve(TRACE);
        TraceFile.write(file, profile);
        return file;
    }

    private Duration duration(String option, double given) {
        if (!(given >= 0 && given <= 3600)) {
            throw new ParameterException(command.commandLine(), option + " takes from 0 to 3600, found " + given);
        }
        return Duration.ofNanos(Math.round(given * 1e9));
    }
}
