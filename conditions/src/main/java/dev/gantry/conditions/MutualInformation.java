package dev.gantry.conditions;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.component.Schedule;
import dev.gantry.core.spi.Condition;
import dev.gantry.core.spi.ConditionProvider;
import dev.gantry.core.spi.ConditionStep;
import dev.gantry.core.spi.Labels;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Codes c that samples must show: the generator's input is {@code [z, c]} with a one-hot category and continuous codes,
 * uniform on [-1, 1), and a head Q of the critic guesses them from generated samples. Both losses have
 * {@code -weight E log Q(c | G(z, c))}, the mean over codes: the category's by a softmax, a continuous one's by a normal
 * distribution of variance 1 about the head's output.
 *
 * <p>Chen et al., InfoGAN, 2016, equations 5 and 6. That the mean over codes is taken and not the sum is TF-GAN's convention.
 *
 * @param categories of the category, 0 for none, else from 2 to 10,000
 * @param continuous how many continuous codes, from 0 to 256
 * @param weight of the term, greater than 0
 */
public record MutualInformation(int categories, int continuous, Schedule weight)
        implements Condition.Code, Condition.Head, Condition.CriticTerm, Condition.GeneratorTerm {

    private static final int MOST_CATEGORIES = 10_000;
    private static final int MOST_CONTINUOUS = 256;
    private static final double LOG_ROOT_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    public MutualInformation {
        Require.that(categories == 0 || categories > 1, "categories", "0 or at least 2", categories);
        Require.atMost("categories", MOST_CATEGORIES, categories);
        Require.notNegative("continuous", continuous);
        Require.atMost("continuous", MOST_CONTINUOUS, continuous);
        Require.that(categories + continuous > 0, "continuous", "at least 1 where 'categories' is 0", continuous);
        weight = Require.positive("weight", weight);
    }

    /** The same numbers in every step. */
    public MutualInformation(int categories, int continuous, double weight) {
        this(categories, continuous, Schedule.constant(weight));
    }

    public static ConditionProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                MutualInformation.class,
                "mutual-information",
                "Codes that the critic can read from generated samples (InfoGAN).",
                """
                # of the categorical code, 0 for none
                categories = 10
                # how many continuous codes, each uniform on [-1, 1)
                continuous = 2
                # of the term in both losses
                weight = 1
                """);
    }

    @Override
    public Tensor code(int rows, Optional<Labels> labels, Scope scope) {
        List<Tensor> codes = new ArrayList<>();
        if (categories > 0) {
            double[] steps = IntStream.range(1, categories)
                    .mapToDouble(step -> (double) step / categories)
                    .toArray();
            Tensor category = scope.uniform("category", Shape.of(rows, 1))
                    .greaterEqual(Tensor.of(Shape.of(1, categories - 1), steps))
                    .sum(1);
            codes.add(category.reshape(rows).oneHot(categories));
        }
        if (continuous > 0) {
            codes.add(scope.uniform("continuous", Shape.of(rows, continuous))
                    .mul(2)
                    .sub(1));
        }
        return Tensor.concat(1, codes);
    }

    @Override
    public Tensor head(Tensor features, int classes, Scope scope) {
        return LinearHead.apply(features, categories + continuous, scope);
    }

    @Override
    public Tensor criticTerm(ConditionStep step) {
        return generatorTerm(step);
    }

    @Override
    public Tensor generatorTerm(ConditionStep step) {
        return surprise(step.fake(), step.code()).mul(step.scope().scheduled("weight", weight));
    }

    /** {@code -log Q(c)}, the mean over codes and rows, of {@code [N, categories + continuous]} heads and codes. */
    private Tensor surprise(Tensor head, Tensor code) {
        List<Tensor> means = new ArrayList<>();
        int width = categories + continuous;
        if (categories > 0) {
            Tensor logits = head.slice(1, 0, categories);
            means.add(logits.logSumExp(1)
                    .sub(logits.mul(code.slice(1, 0, categories)).sum(1))
                    .mean());
        }
        for (int i = categories; i < width; i++) {
            Tensor distance = code.slice(1, i, i + 1).sub(head.slice(1, i, i + 1));
            means.add(distance.square().mul(0.5).add(LOG_ROOT_TWO_PI).mean());
        }
        return means.stream().reduce(Tensor::add).orElseThrow().div(means.size());
    }
}
