package dev.gantry.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.ConfigFactory;
import dev.gantry.core.spi.Prior;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.Backend;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.plan.Graph;
import dev.gantry.engine.plan.Passes;
import dev.gantry.engine.plan.Plan;
import dev.gantry.runtime.component.Components;
import dev.gantry.runtime.component.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A step draws the same latent vectors on the processor as on the reference backend, whatever prior they are of. */
final class PriorsAgreementTest {

    private static final Components COMPONENTS = Components.discover(List.of());
    private static final Shape LATENTS = Shape.of(50, 3);
    private static final long SEED = 7;

    /** Streams of their own. */
    private static final class Named implements Prior.Draws {

        private int times;

        @Override
        public Tensor normal(Shape shape) {
            return Tensor.normal(shape, "latent-" + times++);
        }

        @Override
        public Tensor uniform(Shape shape) {
            return Tensor.uniform(shape, "latent-" + times++);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyPriorThatShips(Form form) {
        SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
        COMPONENTS.of(Kind.PRIOR).forEach(entry -> {
            Prior prior =
                    entry.component().from(ConfigFactory.empty(), COMPONENTS).component();
            writes.put(entry.name(), prior.draw(LATENTS, new Named()));
        });
        assertThat(writes).containsOnlyKeys("mixture", "normal", "sphere", "truncated", "uniform");
        Plan plan = Plan.of(List.of(new Graph("draw", writes)), form.backend().passes(Passes.ALL));
        try (Backend reference = new ReferenceBackend();
                Session fast = form.backend().compile(plan, SEED);
                Session exact = reference.compile(plan, SEED)) {
            for (int step = 0; step < 2; step++) {
                fast.run("draw", step);
                exact.run("draw", step);
                for (String prior : writes.keySet()) {
                    double[] expected = exact.read(prior);
                    double[] found = fast.read(prior);
                    for (int i = 0; i < expected.length; i++) {
                        // What floats leave of a logarithm, a root and a cosine.
                        assertThat(found[i])
                                .as("%s, step %d, number %d", prior, step, i)
                                .isCloseTo(expected[i], within(1e-5 * Math.max(1, Math.abs(expected[i]))));
                    }
                }
            }
        }
    }
}
