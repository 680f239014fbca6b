package dev.gantry.spark;

import dev.gantry.core.data.DataSource;
import dev.gantry.core.data.Samples;
import dev.gantry.core.metric.Features;
import dev.gantry.core.run.TrainingException;
import dev.gantry.engine.backend.Owned;
import dev.gantry.runtime.Evaluation;
import dev.gantry.runtime.TrainedGenerator;
import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.runtime.component.Components;
import dev.gantry.runtime.recipe.Chosen;
import dev.gantry.runtime.recipe.RecipeReader;
import dev.gantry.runtime.run.EvaluationOptions;
import dev.gantry.runtime.run.EvaluationRequest;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An evaluation on its way to executors.
 *
 * @param checkpoint its bytes
 * @param device one or none
 * @param samples one or none
 */
@SuppressWarnings("ArrayRecordComponent") // millions of bytes
record SentEvaluation(
        byte[] checkpoint,
        List<String> device,
        String data,
        String features,
        String metrics,
        List<Integer> samples,
        int repeats,
        long seed)
        implements Serializable {

    private static final long serialVersionUID = 1L;

    /** @throws TrainingException if the checkpoint cannot be read */
    static SentEvaluation of(EvaluationRequest request) {
        EvaluationOptions options = request.options();
        try {
            return new SentEvaluation(
                    Files.readAllBytes(request.checkpoint()),
                    request.device().stream().toList(),
                    request.data(),
                    request.features(),
                    request.metrics(),
                    options.samples().stream().boxed().toList(),
                    options.repeats(),
                    options.seed());
        } catch (IOException e) {
            throw new TrainingException("cannot read " + request.checkpoint(), e);
        }
    }

    /**
     * The evaluation, on this machine.
     *
     * @throws dev.gantry.runtime.recipe.RecipeException if something that it names is not here
     * @throws dev.gantry.core.data.DataException if data cannot be read
     */
    Evaluation open(Owned opened) {
        TrainingRuntime runtime = TrainingRuntime.builder().build();
        // With the generator.
        opened.add(runtime::close);
        Components components = runtime.components();
        TrainedGenerator generator = generator(runtime);
        Chosen<DataSource> source = RecipeReader.data("the evaluation", data, components);
        Samples real = source.component().open(generator.recipe().settings().seed());
        opened.add(real::close);
        Chosen<Features> seen = RecipeReader.features("the evaluation", features, components);
        OptionalInt count = samples.stream().mapToInt(Integer::intValue).findFirst();
        return generator.evaluation(
                real,
                RecipeReader.metrics("the evaluation", metrics, Optional.of(seen), components),
                new EvaluationOptions(count, repeats, seed));
    }

    private TrainedGenerator generator(TrainingRuntime runtime) {
        try {
            Path file = Files.createTempFile("gantry", ".gantry");
            try {
                Files.write(file, checkpoint);
                return device.isEmpty() ? runtime.load(file) : runtime.load(file, device.getFirst());
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
