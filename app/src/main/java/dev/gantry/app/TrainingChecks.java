package dev.gantry.app;

import dev.gantry.core.run.RunResult;
import dev.gantry.engine.selftest.CheckResult;
import dev.gantry.engine.selftest.Deviation;
import dev.gantry.runtime.TrainingPlan;
import dev.gantry.runtime.TrainingRun;
import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.runtime.recipe.RecipeReader;
import dev.gantry.runtime.run.RunOptions;
import dev.gantry.runtime.store.Checkpoints;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A short training on a device.
 *
 * @param folder for the folders of runs
 */
record TrainingChecks(TrainingRuntime runtime, String device, Path folder) {

    private static final String HALF = "10";

    /** Adam's epsilon is large, or gradients that are zero but for rounding would move parameters as far as others. */
    private static final String RECIPE = """
            name = selftest
            steps = 20
            batch-size = 32
            data { type = gaussian-ring, scale = 2 }
            generator { type = mlp, latent = 4, hidden = [16, 16] }
            critic { type = mlp, hidden = [16, 16] }
            loss = wasserstein
            constraints { gradient-penalty {} }
            n-critic = 2
            optimizer.generator { type = adam, learning-rate = 1e-2, beta1 = 0, beta2 = 0.9, epsilon = 1e-3 }
            every.checkpoint = 10
            """;

    /** Rounding grows from step to step. */
    private static final double ALLOWED = 1e-3;

    /** Every parameter and all other state as the reference device has them at the end. Throws nothing that the device throws. */
    CheckResult againstReference() throws InterruptedException {
        return CheckResult.of("training with WGAN-GP, 20 steps", ALLOWED, () -> {
            train(device, RunOptions.into(run()));
            Path other = folder.resolve("of-reference");
            train("reference", RunOptions.into(other));
            return deviation(state(other), state(run()));
        });
    }

    /** After {@link #againstReference}: the same training, resumed half-way, ends the same to the bit. */
    CheckResult resumed() throws InterruptedException {
        return CheckResult.of("training, resumed after 10 of 20 steps", 0, () -> {
            Map<String, double[]> uninterrupted = state(run());
            train(device, RunOptions.resume(TrainingRuntime.checkpoint(run(), HALF)));
            return deviation(uninterrupted, state(run()));
        });
    }

    private Path run() {
        return folder.resolve("of-device");
    }

    private void train(String name, RunOptions options) throws InterruptedException {
        try (TrainingPlan plan = runtime.plan(RecipeReader.read(
                        "selftest", RECIPE, List.of("backend.device=" + name), runtime.components()));
                TrainingRun run = runtime.start(plan, options)) {
            RunResult result = run.await();
            if (result.failure().isPresent()) {
                throw result.failure().get();
            }
        }
    }

    private static Map<String, double[]> state(Path run) {
        Map<String, double[]> state = new TreeMap<>();
        Checkpoints.find(run).checkpoint().variables().forEach((name, saved) -> state.put(name, saved.values()));
        return state;
    }

    private static double deviation(Map<String, double[]> expected, Map<String, double[]> found) {
        return expected.entrySet().stream()
                .mapToDouble(variable ->
                        Deviation.largest(variable.getValue(), found.getOrDefault(variable.getKey(), new double[0])))
                .max()
                .orElseThrow();
    }
}
