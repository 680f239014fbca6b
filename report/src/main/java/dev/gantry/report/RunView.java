package dev.gantry.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import dev.gantry.core.run.TrainingException;
import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.runtime.store.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a page shows of a run: its folder, read into maps and lists that become JSON. The folder may be a stranger's: links in it are
 * not followed, no more of a file is read than a run writes, and what cannot be read is left out.
 */
final class RunView {

    static final Pattern SAMPLES = Pattern.compile("step-(\\d{8})\\.png");
    static final String INTERPOLATION = "interpolation.png";

    private static final int MOST_TEXT = 1 << 20;

    /** Characters of a page. */
    private static final int MOST_PICTURES = 1 << 25;

    private final Path folder;
    private final String label;
    private final PictureFiles pictures;

    /** Where a page has its pictures from. */
    enum Pictures {
        /** The page itself. */
        EMBEDDED,

        /** The server of the page. */
        LINKED
    }

    /**
     * @param label tells the run from others on its page
     * @param others how many runs share the page
     */
    RunView(Path folder, String label, Pictures pictures, int others) {
        this.folder = folder;
        this.label = label;
        this.pictures = new PictureFiles(folder, pictures, MOST_PICTURES / (1 + others));
    }

    /** The values of the page's JSON, which {@code report.js} describes. */
    Map<String, @Nullable Object> read() {
        Optional<ConfigObject> provenance = json("provenance.json");
        List<Curve> curves = Curve.read(folder.resolve("metrics.csv"));
        LoggedRun told = LoggedRun.read(folder);
        Map<String, @Nullable Object> run = new LinkedHashMap<>();
        run.put("name", text(provenance, "recipe", "name").orElse(label));
        run.put("label", label);
        run.put("folder", folder.toString());
        run.put("state", told.outcome().orElseGet(() -> isTraining() ? "training" : "stopped"));
        run.put("step", Math.max(told.step(), Curve.lastStep(curves)));
        run.put("steps", text(provenance, "recipe", "steps").map(RunView::whole).orElse(0));
        run.put("seconds", Curve.lastSeconds(curves));
        run.put("device", text(provenance, "backend", "description").orElse(""));
        run.put("started", text(provenance, "started").orElse(""));
        run.put("curves", curves.stream().map(Curve::json).toList());
        run.put("samples", pictures.samples());
        run.put("interpolation", pictures.source(INTERPOLATION).orElse(null));
        run.put("evaluation", json("evaluation.json").map(RunView::evaluation).orElse(null));
        run.put("warnings", told.warnings());
        run.put("recipe", file("recipe.conf", MOST_TEXT).map(RunView::decoded).orElse(""));
        run.put(
                "provenance",
                provenance
                        .map(all -> all.withoutKey("recipe")
                                .render(ConfigRenderOptions.defaults()
                                        .setOriginComments(false)
                                        .setComments(false)))
                        .orElse(""));
        return run;
    }

    private boolean isTraining() {
        try {
            return TrainingRuntime.isTraining(folder);
        } catch (TrainingException e) {
            // Nobody can train in a folder that nobody can write.
            return false;
        }
    }

    private static Map<String, @Nullable Object> evaluation(ConfigObject file) {
        Map<String, @Nullable Object> evaluation = new LinkedHashMap<>();
        evaluation.put("step", number(file.get("step")));
        evaluation.put("data", text(Optional.of(file), "data", "type").orElse("its data"));
        List<Map<String, @Nullable Object>> estimates = new ArrayList<>();
        if (file.get("estimates") instanceof List<?> list) {
            for (Object each : list) {
                if (each instanceof ConfigObject estimate) {
                    Map<String, @Nullable Object> row = new LinkedHashMap<>();
                    row.put("name", text(Optional.of(estimate), "name").orElse(""));
                    row.put(
                            "features",
                            text(Optional.of(estimate), "features", "type").orElse("-"));
                    row.put("better", text(Optional.of(estimate), "better").orElse("-"));
                    row.put("caution", text(Optional.of(estimate), "caution").orElse(""));
                    for (String key : List.of("samples", "mean", "low", "high")) {
                        row.put(key, number(estimate.get(key)));
                    }
                    estimates.add(row);
                }
            }
        }
        evaluation.put("estimates", estimates);
        return evaluation;
    }

    private static @Nullable Number number(@Nullable ConfigValue value) {
        return value != null && value.unwrapped() instanceof Number number && Double.isFinite(number.doubleValue())
                ? number
                : null;
    }

    private static int whole(String digits) {
        return digits.matches("\\d{1,9}") ? Integer.parseInt(digits) : 0;
    }

    private static Optional<String> text(Optional<ConfigObject> from, String... keys) {
        Optional<ConfigValue> value = from.map(object -> object);
        for (String key : keys) {
            value = value.flatMap(object ->
                    object instanceof ConfigObject inner ? Optional.ofNullable(inner.get(key)) : Optional.empty());
        }
        return value.map(found -> String.valueOf(found.unwrapped()));
    }

    private Optional<ConfigObject> json(String name) {
        return file(name, Json.MOST).flatMap(bytes -> {
            try {
                return Optional.of(Json.parse(bytes));
            } catch (Json.Refused | ConfigException e) {
                return Optional.empty();
            }
        });
    }

    private Optional<byte[]> file(String name, int most) {
        return bytes(folder.resolve(name), most);
    }

    /** A file's bytes, unless it is missing, a link, or longer than that. */
    static Optional<byte[]> bytes(Path file, int most) {
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) <= most
                    ? Optional.of(Files.readAllBytes(file))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String decoded(byte[] bytes) {
        return new String(bytes, UTF_8);
    }
}
