package dev.gantry.app;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import dev.gantry.core.component.UnsuitableException;
import dev.gantry.core.data.DataSource;
import dev.gantry.core.data.Samples;
import dev.gantry.core.metric.Features;
import dev.gantry.runtime.ClusterProvider;
import dev.gantry.runtime.Evaluation;
import dev.gantry.runtime.TrainedGenerator;
import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.runtime.component.Components;
import dev.gantry.runtime.recipe.Chosen;
import dev.gantry.runtime.recipe.Recipe.MeasuredMetric;
import dev.gantry.runtime.recipe.RecipeReader;
import dev.gantry.runtime.run.Estimate;
import dev.gantry.runtime.run.EvaluationOptions;
import dev.gantry.runtime.run.EvaluationRequest;
import dev.gantry.runtime.run.EvaluationTask;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gantry evaluate}. */
@Command(
        name = "evaluate",
        description = {
            "Measures how near the samples of a run's generator come to real ones, with confidence intervals.",
            "Values of few samples are biased, of the Frechet distance above all: compare only values of equally many."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class EvaluateCommand extends RunCommand {

    private static final String ROW = "%-22s %-20s %8s %7s %12s %12s%s%n";
    private static final Config DEFAULTS = ConfigFactory.parseURL(EvaluateCommand.class.getResource("evaluate.conf"));

    @Option(
            names = "--metrics",
            paramLabel = "METRICS",
            description = "Names with commas between them, or with settings: 'kernel-distance { subsets = 10 }'. May be"
                    + " given several times. Default: every metric that means something for the data.")
    private List<String> metrics = new ArrayList<>();

    @Option(
            names = "--against",
            paramLabel = "DATA",
            description = "A data source's name, or with settings: 'idx { images = FILE }'. Default: the run's data.")
    private Optional<String> against = Optional.empty();

    @Option(
            names = "--features",
            paramLabel = "FEATURES",
            description =
                    "What the metrics look at: a feature extractor's name, or with settings, or the file of a model"
                            + " (.zip). Default: fixed random features of images, else the samples' own values.")
    private Optional<String> features = Optional.empty();

    @Option(
            names = "--repeats",
            paramLabel = "COUNT",
            defaultValue = "5",
            description = "How often samples are drawn and measured, at least 2. Default: ${DEFAULT-VALUE}.")
    private int repeats;

    @Option(
            names = "--samples",
            paramLabel = "COUNT",
            description = "How many samples each metric gets each time. Default: as many as each metric asks for.")
    private Optional<Integer> samples = Optional.empty();

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            defaultValue = "1",
            description = "The same seed gives the same values. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Mixin
    private PlaceOption place;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "The file to write, in JSON. Default: evaluation.json in the run folder.")
    private Optional<Path> out = Optional.empty();

    @Override
    Path write(TrainingRuntime runtime, Path run) {
        EvaluationOptions options = options();
        Optional<ClusterProvider> cluster = place.cluster();
        Components components = runtime.components();
        Path file = out.orElseGet(() -> inRunFolder(run, "evaluation.json"));
        try (TrainedGenerator generator = load(runtime, run)) {
            Chosen<DataSource> source = against.map(text -> RecipeReader.data("--against", text, components))
                    .orElseGet(generator::data);
            String look = features.map(EvaluateCommand::inHocon).orElse(usual(generator));
            Chosen<Features> seen = RecipeReader.features("--features", look, components);
            try (Samples data =
                    source.component().open(generator.recipe().settings().seed())) {
                SequencedMap<String, MeasuredMetric> chosen = chosen(runtime, data, seen);
                Evaluation evaluation = generator.evaluation(data, chosen, options);
                List<EvaluationTask> tasks = evaluation.tasks();
                List<Estimate> estimates = evaluation.estimates(cluster.map(found -> found.evaluate(
                                place.address(),
                                gantry().installation().pluginJars(),
                                new EvaluationRequest(
                                        generator.file(),
                                        device(),
                                        source.settings().render(ConfigRenderOptions.concise()),
                                        look,
                                        text(chosen.keySet()),
                                        options),
                                tasks))
                        .orElseGet(() -> tasks.stream().map(evaluation::run).toList()));
                print(generator, source, data, estimates);
                EvaluationFile.write(file, generator, source, seed, estimates);
            } catch (UnsuitableException e) {
                throw badUsage(String.valueOf(e.getMessage()));
            }
        }
        return file;
    }

    private EvaluationOptions options() {
        try {
            return new EvaluationOptions(samples.stream().mapToInt(n -> n).findFirst(), repeats, seed);
        } catch (IllegalArgumentException e) {
            throw badUsage(String.valueOf(e.getMessage()));
        }
    }

    private SequencedMap<String, MeasuredMetric> chosen(TrainingRuntime runtime, Samples data, Chosen<Features> seen) {
        return metrics.isEmpty()
                ? runtime.metricsFor(data, Optional.of(seen))
                : RecipeReader.metrics("--metrics", text(metrics), Optional.of(seen), runtime.components());
    }

    /** The metrics in HOCON: those that the command was given, or else these. */
    private String text(Collection<String> names) {
        return (metrics.isEmpty() ? names : metrics)
                .stream()
                        .flatMap(given -> given.contains("{")
                                ? Stream.of(given)
                                : Stream.of(given.split(",", -1))
                                        .map(name -> ConfigUtil.quoteString(name.strip()) + " {}"))
                        .collect(Collectors.joining("\n"));
    }

    private static String usual(TrainedGenerator generator) {
        return DEFAULTS.getString(generator.sampleShape().rank() == 3 ? "usual.images" : "usual.others");
    }

    private static String inHocon(String given) {
        return DEFAULTS.getConfig("files").root().entrySet().stream()
                .filter(reader -> given.endsWith("." + reader.getKey()))
                .findFirst()
                .map(reader ->
                        reader.getValue().unwrapped() + " { file = " + ConfigUtil.quoteString(absolute(given)) + " }")
                .orElse(given);
    }

    /** For executors, whose folder is another. */
    private static String absolute(String file) {
        return Path.of(file).toAbsolutePath().toString();
    }

    private void print(TrainedGenerator generator, Chosen<DataSource> source, Samples data, List<Estimate> estimates) {
        PrintWriter print = out();
        String real = data.size().isPresent()
                ? String.format(Locale.ROOT, "%,d samples of ", data.size().getAsLong())
                : "";
        print.println(generator.recipe().settings().name() + " after " + generator.step() + " steps, against " + real
                + source.name() + ": means of " + repeats + " draws, with 95% confidence intervals by Student's t");
        print.printf(Locale.ROOT, ROW, "value", "features", "samples", "better", "mean", "interval", "");
        for (Estimate estimate : estimates) {
            print.printf(
                    Locale.ROOT,
                    ROW,
                    estimate.name(),
                    estimate.features()
                            .map(settings -> settings.toConfig().getString("type"))
                            .orElse("-"),
                    estimate.samples(),
                    estimate.better()
                            .map(better -> better.name().toLowerCase(Locale.ROOT))
                            .orElse("-"),
                    String.format(Locale.ROOT, "%.5g", estimate.mean()),
                    String.format(Locale.ROOT, "+- %.2g", estimate.margin()),
                    estimate.caution().map(caution -> "   (" + caution + ")").orElse(""));
        }
    }
}
