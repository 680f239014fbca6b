package dev.gantry.app;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import dev.gantry.core.run.RunResult;
import dev.gantry.core.run.TrainingEvent;
import dev.gantry.core.run.TrainingEvent.CheckpointWritten;
import dev.gantry.core.run.TrainingEvent.MetricsMeasured;
import dev.gantry.core.run.TrainingEvent.RunEnded;
import dev.gantry.core.run.TrainingEvent.RunStarted;
import dev.gantry.core.run.TrainingEvent.Warned;
import dev.gantry.core.run.TrainingListener;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An object in JSON, in a line of its own, for each event that a script may wait for. */
final class ProgressJson implements TrainingListener {

    private final PrintWriter out;

    ProgressJson(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void on(TrainingEvent event) {
        switch (event) {
            case RunStarted started -> {
                Map<String, @Nullable Object> line = line("started", event);
                line.put("name", started.name());
                line.put("steps", started.steps());
                line.put("device", started.device());
                line.put("folder", started.folder().map(Path::toString).orElse(null));
                print(line);
            }
            case MetricsMeasured measured -> {
                Map<String, @Nullable Object> values = new LinkedHashMap<>();
                // JSON has no infinity.
                measured.values().forEach((name, value) -> values.put(name, Double.isFinite(value) ? value : null));
                Map<String, @Nullable Object> line = line("measured", event);
                line.put("values", values);
                print(line);
            }
            case Warned warned -> {
                Map<String, @Nullable Object> line = line("warned", event);
                line.put(
                        "concern",
                        warned.concern().name().toLowerCase(Locale.ROOT).replace('_', '-'));
                line.put("message", warned.message());
                print(line);
            }
            case CheckpointWritten written -> {
                Map<String, @Nullable Object> line = line("checkpoint", event);
                line.put("file", written.file().toString());
                print(line);
            }
            case RunEnded ended -> {
                RunResult result = ended.result();
                Map<String, @Nullable Object> line = line("ended", event);
                line.put("outcome", result.outcome().name().toLowerCase(Locale.ROOT));
                line.put("checkpoint", result.checkpoint().map(Path::toString).orElse(null));
                line.put("failure", result.failure().map(Throwable::getMessage).orElse(null));
                print(line);
            }
            default -> {}
        }
    }

    private static Map<String, @Nullable Object> line(String name, TrainingEvent event) {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("event", name);
        line.put("step", event.step());
        return line;
    }

    private void print(Map<String, @Nullable Object> line) {
        out.println(ConfigValueFactory.fromMap(line).render(ConfigRenderOptions.concise()));
        out.flush();
    }
}
