package dev.gantry.runtime;

import dev.gantry.core.run.RunResult;
import dev.gantry.runtime.run.RunOptions;
import java.nio.file.Path;

/** An application that knows nothing of modules; {@link ClassPathTest} starts it in a JVM of its own. */
final class ClassPathApplication {

    private ClassPathApplication() {}

    public static void main(String[] arguments) throws InterruptedException {
        if (TrainingRuntime.class.getModule().isNamed()) {
            throw new IllegalStateException("this is not the class path");
        }
        try (TrainingRuntime runtime = TrainingRuntime.builder().build();
                TrainingPlan plan = runtime.plan(TinyGan.withEverything().recipe())) {
            RunResult result =
                    runtime.start(plan, RunOptions.into(Path.of(arguments[0]))).await();
            if (result.outcome() != RunResult.Outcome.FINISHED) {
                throw new IllegalStateException(result.toString());
            }
        }
    }
}
