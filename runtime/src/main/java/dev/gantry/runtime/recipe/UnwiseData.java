package dev.gantry.runtime.recipe;

import dev.gantry.core.data.Samples;
import dev.gantry.core.spi.Regularizer;
import dev.gantry.runtime.component.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/** What is unwise about a recipe beside its data, which is known once the data is open. */
public final class UnwiseData {

    /** Images that a critic does not learn by heart in a usual run, where nothing changes them. */
    private static final int FEW_IMAGES = 1_000;

    /** With augmentation; Zhao et al. trained on 100 each of faces, cats and pandas. */
    private static final int FEWEST_IMAGES = 100;

    /** Of a class; a batch rarely has one of fewer. */
    private static final int FEWEST_OF_A_CLASS = 10;

    private UnwiseData() {}

    /**
     * @param ofClasses how many samples there are of each class, where a condition is told them
     */
    public static List<Problem> of(Recipe recipe, Samples data, SequencedMap<String, Long> ofClasses) {
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
        if (data.shape().rank() == 3 && size < FEWEST_IMAGES && augmented) {
            unwise.add(RecipeProblems.at(
                    recipe,
                    "data",
                    ("has %,d images: with augmentation %d of one kind have been enough (Zhao et al. 2020), fewer are learned by"
                                    + " heart all the same. Add more images")
                            .formatted(size, FEWEST_IMAGES)));
        }
        fewOfAClass(recipe, ofClasses).ifPresent(unwise::add);
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

    private static Optional<Problem> fewOfAClass(Recipe recipe, SequencedMap<String, Long> ofClasses) {
        List<String> few = ofClasses.entrySet().stream()
                .filter(count -> count.getValue() < FEWEST_OF_A_CLASS)
                .map(count -> "'" + count.getKey() + "' (" + count.getValue() + ")")
                .toList();
        return few.isEmpty()
                ? Optional.empty()
                : Optional.of(RecipeProblems.at(
                        recipe,
                        "data",
                        "has classes of fewer than %d samples, which are learned by heart: %s. Add samples, or leave such classes out"
                                .formatted(FEWEST_OF_A_CLASS, String.join(", ", few))));
    }
}
