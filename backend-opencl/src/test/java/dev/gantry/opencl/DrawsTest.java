package dev.gantry.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.core.random.Philox;
import dev.gantry.core.tensor.Op;
import dev.gantry.core.tensor.Op.Distribution;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.Backend;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.plan.Graph;
import dev.gantry.engine.plan.Passes;
import dev.gantry.engine.plan.Plan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Draws are the processor's to the bit. */
@ExtendWith(Installed.class)
final class DrawsTest {

    private static final int COUNT = 400_003;
    private static final long SEED = -7;
    private static final long STEP = 5_000_000_001L;

    /** The first of a stream's, by their index. */
    private interface Drawing {
        double at(long key, long index);
    }

    @Test
    void bitsAreThoseOfTheProcessor() {
        Map<String, Drawing> expected = new TreeMap<>(Map.of(
                "normal", (key, index) -> Philox.normal(key, STEP, index),
                "uniform", (key, index) -> Philox.uniform(key, STEP, index)));
        Map<String, Tensor> writes = Map.of(
                "normal", draw(Distribution.NORMAL, "normal", 0),
                "uniform", draw(Distribution.UNIFORM, "uniform", 0),
                "later", draw(Distribution.NORMAL, "normal", 30));
        try (Backend backend = Installed.device();
                Session session = backend.compile(
                        Plan.of(List.of(new Graph("draw", new LinkedHashMap<>(writes))), backend.passes(Passes.ALL)),
                        SEED)) {
            session.run("draw", STEP);
            float[] found = new float[COUNT];
            expected.forEach((stream, drawing) -> {
                session.read(stream, found);
                long key = Philox.key(SEED, stream);
                for (int i = 0; i < COUNT; i++) {
                    if (found[i] != (float) drawing.at(key, i)) {
                        assertThat(found[i]).as("%s %d", stream, i).isEqualTo((float) drawing.at(key, i));
                    }
                }
            });
            float[] normal = new float[COUNT];
            session.read("normal", normal);
            session.read("later", found);
            for (int i = 0; i < COUNT - 30; i++) {
                if (found[i] != normal[i + 30]) {
                    assertThat(found[i]).as("later %d", i).isEqualTo(normal[i + 30]);
                }
            }
        }
    }

    private static Tensor draw(Distribution distribution, String stream, long first) {
        return Tensor.draws(new Op.Random(distribution, stream, first), Shape.of(COUNT));
    }
}
