package dev.gantry.runtime.recipe;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import dev.gantry.core.component.Made;
import dev.gantry.core.metric.Features;
import dev.gantry.core.metric.Metric;
import dev.gantry.runtime.component.Components;
import dev.gantry.runtime.component.Kind;
import dev.gantry.runtime.recipe.Recipe.MeasuredMetric;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/** Reads the metrics, and the features that these look at in place of the samples. */
final class MetricBlocks {

    private final Components components;
    private final RecipeText text;
    private final KeyReport report;
    private final ComponentBlocks blocks;

    MetricBlocks(Components components, RecipeText text, KeyReport report, ComponentBlocks blocks) {
        this.components = components;
        this.text = text;
        this.report = report;
        this.blocks = blocks;
    }

    /** By name; those that name no features have others, if they can look at any. */
    SequencedMap<String, MeasuredMetric> read(Optional<Chosen<Features>> otherwise) {
        Config framework = ConfigFactory.parseString("features = null");
        ComponentBlocks.BlockMaker<Metric, Metric> maker =
                new ComponentBlocks.BlockMaker<>(framework, (component, settings) -> {
                    Made<Metric> made =
                            component.create().make(ComponentBlocks.without(settings, framework), components);
                    // What it throws here is told as the metric's own.
                    made.component().input();
                    return ComponentBlocks.with(settings, made, made.component());
                });
        SequencedMap<String, MeasuredMetric> metrics = new LinkedHashMap<>();
        blocks.named(Kind.METRIC, "metrics", maker)
                .forEach((name, metric) ->
                        measured(metric, name, otherwise).ifPresent(measured -> metrics.put(name, measured)));
        return metrics;
    }

    private Optional<MeasuredMetric> measured(Metric metric, String name, Optional<Chosen<Features>> otherwise) {
        String path = "metrics." + ConfigUtil.joinPath(name) + ".features";
        Optional<Chosen<Features>> features = metric.input() == Metric.Input.SAMPLES ? Optional.empty() : otherwise;
        if (text.settings().toConfig().hasPath(path)) {
            features = blocks.choice(Kind.FEATURES, path)
                    .map(made -> new Chosen<>(made, blocks.effective().getObject(path)));
            if (features.isEmpty()) {
                return Optional.empty();
            }
        }
        try {
            return Optional.of(new MeasuredMetric(metric, features));
        } catch (IllegalArgumentException e) {
            report.add(path, String.valueOf(e.getMessage()).replace("'features'", "'" + path + "'"));
            return Optional.empty();
        }
    }
}
