package dev.gantry.app;

import dev.gantry.engine.backend.Backend;
import dev.gantry.engine.backend.BackendProvider;
import dev.gantry.engine.selftest.CheckResult;
import dev.gantry.engine.selftest.DeviceChecks;
import dev.gantry.experiments.Scratch;
import dev.gantry.runtime.TrainingRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Runs every check on a device, and tells of each in a line as soon as it ends.
 *
 * @param lines is told each line of the table
 */
record SelfTest(TrainingRuntime runtime, BackendProvider provider, Consumer<String> lines) {

    /** Of messages: drivers tell what is wrong with a kernel in many lines. */
    private static final String INDENT = "    ";

    /** Gives how many checks failed. */
    long run() throws InterruptedException {
        lines.accept(row("check", "deviation", "allowed", ""));
        List<CheckResult> results = new ArrayList<>();
        String description;
        try (Backend backend = provider.open()) {
            description = backend.description();
            DeviceChecks.all().forEach(check -> results.add(told(check.on(backend))));
        }
        try (Scratch scratch = Scratch.folder()) {
            TrainingChecks training = new TrainingChecks(runtime, provider.device(), scratch.path());
            results.add(told(training.againstReference()));
            results.add(told(training.resumed()));
        }
        long failed = results.stream().filter(result -> !result.passed()).count();
        lines.accept("");
        lines.accept("device " + provider.device() + ": " + description);
        lines.accept("Java " + Runtime.version() + " of " + System.getProperty("java.vendor"));
        lines.accept(System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                + System.getProperty("os.arch"));
        lines.accept(failed + " of " + results.size() + " checks failed");
        return failed;
    }

    private CheckResult told(CheckResult result) {
        String deviation = switch (result) {
            case CheckResult.Measured measured -> shown(measured.deviation());
            case CheckResult.Thrown _ -> "-";
        };
        lines.accept(row(result.name(), deviation, shown(result.allowed()), result.passed() ? "ok" : "FAILED"));
        if (result instanceof CheckResult.Thrown thrown) {
            thrown.message().strip().lines().forEach(line -> lines.accept(INDENT + line));
        }
        return result;
    }

    private static String row(Object... cells) {
        return String.format(Locale.ROOT, "%-64s %10s %10s  %s", cells).stripTrailing();
    }

    private static String shown(double deviation) {
        return deviation == 0 || Double.isInfinite(deviation)
                ? String.format(Locale.ROOT, "%.0f", deviation)
                : String.format(Locale.ROOT, "%.1e", deviation);
    }
}
