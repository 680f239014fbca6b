package dev.gantry.runtime.recipe;

import dev.gantry.core.data.Samples;
import dev.gantry.core.spi.Regularizer;
import dev.gantry.runtime.component.Problem;
import java.util.ArrayList;
import java.util.List;

/** What is unwise about a recipe beside its data, which is known once the data is open. */
public final class UnwiseData {

    /** Images that a critic does not learn by heart in a usual run, where nothing changes them. */
    private static final int FEW_IMAGES = 1_000;

    private UnwiseData() {}

    public static List<Problem> of(Recipe recipe, Samples data) {
        List<Problem> unwise = new ArrayList<>();
        long size = data.size().orElse(Long.MAX_VALUE);
        int batch = recipe.settings().batchSize();
        boolean augmented = recipe.regularizers().values().stream().anyMatch(Regularizer.CriticInput.class::isInstance);
        if (size < batch) {
            unwise.add(RecipeProblems.at(
                    recipe,
                    "data",
                    "has %,d samples, fewer than a batch of %,d, which then has the same ones several times. Make batch-size less"
                            .formatted(size, batch)));
        }
        if (data.shape().rank() == 3 && size < FEW_IMAGES && !augmented) {
            unwise.add(RecipeProblems.at(
                    recipe,
                    "data",
                    ("has %,d images, which the critic learns by heart, and then the generator learns nothing more (Zhao et al. 2020,"
                                    + " Differentiable Augmentation). Add regularizers { diff-augment {} }, or more images")
                            .formatted(size)));
        }
        recipe.metrics().forEach((name, measured) -> {
            String block = "metrics." + name;
            try {
                int numbers = measured.seen()
                        .map(features -> features.size(data.shape()))
                        .orElse(Math.toIntExact(data.shape().size()));
                measured.metric()
                        .caution(measured.metric().sampleCount(), numbers)
                        .map(caution -> RecipeProblems.at(
                                recipe, block, "is " + caution + ". Measure more samples, or fewer features of them"))
                        .ifPresent(unwise::add);
            } catch (RuntimeException | LinkageError e) {
                unwise.add(RecipeProblems.failed(recipe, block, e));
            }
        });
        return List.copyOf(unwise);
    }
}
