package dev.gantry.runtime.trace;

import dev.gantry.core.spi.GeneratorStep;
import dev.gantry.core.spi.NetworkParameters;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.runtime.trace.UpdateTracer.Drawn;
import java.util.function.UnaryOperator;

/**
 * The generator's step as a regularizer sees it.
 *
 * @param latent that the samples were drawn from
 * @param again the generator, told what the drawn samples were made for
 */
record TracedGeneratorStep(TracedStep step, Tensor latent, Drawn drawn, UnaryOperator<Tensor> again)
        implements GeneratorStep {

    @Override
    public Tensor generate(Tensor asked) {
        if (asked == latent) {
            return drawn.samples();
        }
        int rows = asked.shape().size(0);
        int told = latent.shape().size(0);
        if (rows != told && !drawn.given().codes().isEmpty()) {
            throw new IllegalArgumentException("generates " + rows + " samples where conditions tell the generator of "
                    + told + "; it must be as many");
        }
        return again.apply(asked);
    }

    @Override
    public Tensor real() {
        return step.real();
    }

    @Override
    public Tensor fake() {
        return step.fake();
    }

    @Override
    public Tensor score(Tensor samples) {
        return step.score(samples);
    }

    @Override
    public Tensor layer(String layer, Tensor samples) {
        return step.layer(layer, samples);
    }

    @Override
    public NetworkParameters parameters() {
        return step.parameters();
    }

    @Override
    public Scope scope() {
        return step.scope();
    }
}
