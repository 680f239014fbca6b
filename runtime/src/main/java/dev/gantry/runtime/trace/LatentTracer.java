package dev.gantry.runtime.trace;

import dev.gantry.core.spi.Prior;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.ShapeException;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.scope.Trace;
import dev.gantry.runtime.recipe.Recipe;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Has a recipe's prior draw latent vectors in programs. */
final class LatentTracer {

    private final Recipe recipe;
    private final ComponentCalls calls;

    LatentTracer(Recipe recipe, ComponentCalls calls) {
        this.recipe = recipe;
        this.calls = calls;
    }

    /** Latent vectors as the recipe's prior draws them, {@code [rows, ...latent]}. */
    Tensor drawn(int rows, Trace trace) {
        return drawn(recipe.generator().latentShape().prepend(rows), () -> trace.fresh("latent"));
    }

    /** The same where a variable begins, from streams that begin with a name. */
    Tensor drawn(Shape shape, String stream) {
        AtomicInteger times = new AtomicInteger();
        return drawn(shape, () -> {
            int earlier = times.getAndIncrement();
            return earlier == 0 ? stream : stream + "/" + earlier;
        });
    }

    private Tensor drawn(Shape shape, Supplier<String> streams) {
        Prior.Draws draws = new Prior.Draws() {
            @Override
            public Tensor normal(Shape asked) {
                return Tensor.normal(perVector(asked, shape), streams.get());
            }

            @Override
            public Tensor uniform(Shape asked) {
                return Tensor.uniform(perVector(asked, shape), streams.get());
            }
        };
        return calls.checked("prior", () -> {
            Tensor latents = recipe.prior().draw(shape, draws);
            NetworkTracer.requireShape("draws latent vectors", shape, latents);
            return latents;
        });
    }

    /** Numbers that vectors shared would depend on how many vectors are drawn together. */
    private static Shape perVector(Shape asked, Shape latents) {
        if (asked.rank() == 0 || asked.size(0) != latents.size(0)) {
            throw new ShapeException("asks for numbers of shape " + asked + ", and each vector of " + latents
                    + " is made of numbers of its own: ask for [" + latents.size(0) + ", ...]");
        }
        return asked;
    }
}
