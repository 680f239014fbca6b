package dev.gantry.app;

import dev.gantry.core.run.TrainingException;
import dev.gantry.engine.backend.BackendProvider;
import dev.gantry.runtime.TrainingRuntime;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code gantry selftest}. */
@Command(
        name = "selftest",
        description = {
            "Checks in about a minute whether a device computes what it should: every operation, gradients, a short training and"
                    + " its resumption, each against plain Java in double precision.",
            "Deviations are relative where what is expected is larger than 1 in size, and absolute elsewhere."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class SelfTestCommand implements Callable<Integer> {

    private static final String DEVICE = "--device";

    @Spec
    private CommandSpec command;

    @ParentCommand
    private Gantry gantry;

    @Option(
            names = DEVICE,
            paramLabel = "DEVICE",
            defaultValue = "auto",
            description = "The device to check, as 'gantry devices' lists them, or auto. Default: ${DEFAULT-VALUE}.")
    private String device;

    @Option(names = "--out", paramLabel = "FILE", description = "Also write what is printed into this file.")
    private Optional<Path> out = Optional.empty();

    @Override
    public Integer call() throws InterruptedException {
        try (TrainingRuntime runtime = gantry.installation().runtime()) {
            BackendProvider provider = runtime.device(DEVICE, device);
            long failed = out.isPresent() ? runInto(out.get(), runtime, provider) : run(runtime, provider, this::print);
            return failed == 0 ? Gantry.GOOD : Gantry.FAILED;
        }
    }

    private long runInto(Path file, TrainingRuntime runtime, BackendProvider provider) throws InterruptedException {
        try (Writer writer = Files.newBufferedWriter(file)) {
            return run(runtime, provider, line -> {
                print(line);
                write(writer, line, file);
            });
        } catch (IOException e) {
            throw TrainingException.cannotWrite(file, e);
        }
    }

    private static long run(TrainingRuntime runtime, BackendProvider provider, Consumer<String> lines)
            throws InterruptedException {
        return new SelfTest(runtime, provider, lines).run();
    }

    private void print(String line) {
        PrintWriter print = command.commandLine().getOut();
        print.println(line);
        print.flush();
    }

    /** At once: a driver may end the process. */
    private static void write(Writer writer, String line, Path file) {
        try {
            writer.write(line + System.lineSeparator());
            writer.flush();
        } catch (IOException e) {
            throw TrainingException.cannotWrite(file, e);
        }
    }
}
