import dev.gantry.runtime.TrainingPlan;
import dev.gantry.runtime.TrainingRun;
import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.runtime.run.RunOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Opens a runtime, trains a recipe for two steps and closes all of it, 100 times; prints the resident memory in MB. Linux only. */
final class Rounds {

    private static final int ROUNDS = 100;

    private Rounds() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        for (int round = 1; round <= ROUNDS; round++) {
            try (TrainingRuntime runtime = TrainingRuntime.builder().build();
                    TrainingPlan plan = runtime.plan(Path.of(arguments[0]), List.of("steps=2", "batch-size=32"));
                    TrainingRun run = runtime.start(plan, RunOptions.inMemory())) {
                run.await();
            }
            if (round % 10 == 0) {
                // The JIT compiler ends what it began, and gives back its memory where -XX:TrimNativeHeapInterval asks for that.
                Thread.sleep(5000);
                System.out.printf("%d %.1f%n", round, resident());
            }
        }
    }

    private static double resident() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(line -> line.startsWith("VmRSS"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .sum()
                / 1024.0;
    }
}
