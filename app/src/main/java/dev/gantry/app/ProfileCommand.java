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
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code gantry profile}. */
@Command(
        name = "profile",
        description = {
            "Trains a recipe for a few seconds, and shows where the time of a step goes: each operation, what it does a second"
                    + " beside what the device can do, and what could be gained.",
            "Nothing is kept of the training; metrics are not measured."
        })
final class ProfileCommand extends RecipeCommand {

    static final String TRACE = "trace.json";

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

    /** Training goes on until enough was measured, without what is due now and then. */
    ProfileCommand() {
        super("steps=1000000000", "every.log=1000000000", "every.metrics=1000000000", "every.samples=1000000000");
    }

    @Override
    int run(TrainingRuntime runtime, TrainingPlan plan, PrintWriter print) throws InterruptedException {
        StepClock clock = new StepClock(duration("--warm-up", warmUp), duration("--seconds", seconds));
        print.println(plan.recipe().settings().name() + " on " + plan.deviceDescription());
        print.flush();
        RunResult result = train(runtime, plan, clock);
        if (result.outcome() == RunResult.Outcome.FAILED || clock.ends().size() < 2) {
            commandLine()
                    .getErr()
                    .println(
                            "gantry: "
                                    + result.failure()
                                            .map(Throwable::getMessage)
                                            .orElse(
                                                    "the run ended before a step was measured; give it more steps or a shorter --warm-up"));
            return Gantry.FAILED;
        }
        Profile profile = new Profile(plan.programs(), plan.elementSize(), clock.ran(), clock.ends());
        new ProfileTable(print, profile, profile.isTold() ? Optional.of(Ceilings.of(plan)) : Optional.empty())
                .print(rows);
        out.ifPresent(folder -> print.println("wrote " + trace(folder, profile)));
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
            throw new ParameterException(commandLine(), option + " takes from 0 to 3600, found " + given);
        }
        return Duration.ofNanos(Math.round(given * 1e9));
    }
}
