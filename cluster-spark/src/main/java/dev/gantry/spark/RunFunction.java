package dev.gantry.spark;

import dev.gantry.core.data.DataException;
import dev.gantry.core.run.RunResult;
import dev.gantry.core.run.TrainingException;
import dev.gantry.pictures.RunPictures;
import dev.gantry.report.RunReport;
import dev.gantry.report.TensorBoardLog;
import dev.gantry.runtime.TrainingPlan;
import dev.gantry.runtime.TrainingRun;
import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.runtime.component.PluginException;
import dev.gantry.runtime.recipe.RecipeException;
import dev.gantry.runtime.recipe.RecipeReader;
import dev.gantry.runtime.run.Folders;
import dev.gantry.runtime.run.RunOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.api.java.function.Function;

/** Trains a recipe, given as JSON with all defaults, on an executor; what is found is the run's folder. */
final class RunFunction implements Function<String, Finding> {

    private static final long serialVersionUID = 1L;

    private final String folder;

    /**
     * @param folder where the run's will be, as messages tell of it
     */
    RunFunction(String folder) {
        this.folder = folder;
    }

    @Override
    public Finding call(String recipe) throws IOException, InterruptedException {
        Path made = Files.createTempDirectory("gantry-run");
        try {
            Path run = made.resolve("run");
            RunResult result = train(recipe, run);
            return new Finding(
                    FolderBytes.of(run),
                    result.failure()
                            .map(failure -> String.valueOf(failure.getMessage()).replace(run.toString(), folder))
                            .orElse(""));
        } catch (RecipeException | PluginException | DataException | TrainingException e) {
            return Finding.failed("on " + WorkerFunction.host() + ": " + WorkerFunction.inOneLine(e));
        } finally {
            Folders.delete(made);
        }
    }

    private static RunResult train(String recipe, Path folder) throws InterruptedException {
        try (TrainingRuntime runtime = TrainingRuntime.builder().build();
                TrainingPlan plan =
                        runtime.plan(RecipeReader.readKept("the run's recipe", recipe, runtime.components()))) {
            RunPictures pictures = new RunPictures(folder, plan);
            RunOptions options = RunOptions.into(folder)
                    .withSampleCount(pictures.sampleCount())
                    .with(pictures)
                    .with(TensorBoardLog.of(plan, folder))
                    .with(new RunReport(folder));
            try (TrainingRun run = runtime.start(plan, options)) {
                return run.await();
            }
        }
    }
}
