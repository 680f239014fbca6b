package dev.gantry.runtime.run;

import java.nio.file.Path;
import java.util.Optional;

/**
 * An evaluation in words, for machines that are to do some of its tasks.
 *
 * @param checkpoint that has the generator
 * @param device where samples are made; empty for that of the checkpoint's recipe
 * @param data as the key {@code data} of a recipe
 * @param features as the key {@code features} of a metric: what metrics that can look at features look at where they name none
 * @param metrics as inside the block {@code metrics} of a recipe
 */
public record EvaluationRequest(
        Path checkpoint,
        Optional<String> device,
        String data,
        String features,
        String metrics,
        EvaluationOptions options) {}
