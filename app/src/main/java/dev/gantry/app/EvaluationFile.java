package dev.gantry.app;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import dev.gantry.core.data.DataSource;
import dev.gantry.core.run.TrainingException;
import dev.gantry.runtime.TrainedGenerator;
import dev.gantry.runtime.recipe.Chosen;
import dev.gantry.runtime.run.Estimate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code gantry evaluate} found, in JSON. */
final class EvaluationFile {

    private EvaluationFile() {}

    static void write(
            Path file, TrainedGenerator generator, Chosen<DataSource> data, long seed, List<Estimate> estimates) {
        String json = ConfigValueFactory.fromMap(Map.of(
                        "recipe", generator.recipe().settings().name(),
                        "step", generator.step(),
                        "data", data.settings().unwrapped(),
                        "seed", seed,
                        "interval", "95%, Student's t",
                        "estimates",
                                estimates.stream().map(EvaluationFile::entry).toList()))
                .render(ConfigRenderOptions.defaults().setOriginComments(false).setComments(false));
        try {
            Files.writeString(file, json);
        } catch (IOException e) {
            throw TrainingException.cannotWrite(file, e);
        }
    }

    private static Map<String, Object> entry(Estimate estimate) {
        Map<String, Object> entry = new HashMap<>(Map.of(
                "metric", estimate.metric(),
                "name", estimate.name(),
                "samples", estimate.samples(),
                "mean", estimate.mean(),
                "low", estimate.low(),
                "high", estimate.high(),
                "values", estimate.values()));
        estimate.better().ifPresent(better -> entry.put("better", better.name().toLowerCase(Locale.ROOT)));
        estimate.caution().ifPresent(caution -> entry.put("caution", caution));
        estimate.features().ifPresent(settings -> entry.put("features", settings.unwrapped()));
        return entry;
    }
}
