package dev.gantry.app;

import dev.gantry.engine.backend.Backend;
import dev.gantry.engine.backend.BackendProvider;
import dev.gantry.runtime.TrainingRuntime;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code gantry devices}. */
@Command(
        name = "devices",
        description = "Lists the devices that recipes can train on. 'auto' takes the first that can be used.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class DevicesCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @ParentCommand
    private Gantry gantry;

    @Override
    public Integer call() {
        PrintWriter out = command.commandLine().getOut();
        try (TrainingRuntime runtime = gantry.installation().runtime()) {
            List<BackendProvider> devices = runtime.components().backends().stream()
                    .sorted(Comparator.comparingInt(BackendProvider::rank).reversed())
                    .toList();
            devices.forEach(device -> out.printf(Locale.ROOT, "%-10s %s%n", device.device(), describe(device)));
        }
        return Gantry.GOOD;
    }

    private static String describe(BackendProvider device) {
        return device.problem().map(problem -> "cannot be used: " + problem).orElseGet(() -> {
            try (Backend backend = device.open()) {
                return backend.description() + ", " + Amount.bytes(backend.availableMemory()) + " of memory";
            }
        });
    }
}
