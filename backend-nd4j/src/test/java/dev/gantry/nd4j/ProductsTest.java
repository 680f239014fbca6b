package dev.gantry.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.Owned;
import dev.gantry.engine.plan.Graph;
import dev.gantry.engine.plan.Plan;
import dev.gantry.engine.plan.Precision;
import dev.gantry.engine.plan.Step.MatMul;
import dev.gantry.tries.Draw;
import dev.gantry.tries.Tries;
import java.lang.foreign.Arena;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What makes matrix products, against sums in double precision. */
final class ProductsTest {

    private enum By {
        ONE_DNN {
            @Override
            Kernel kernel(MatMul step, Memory memory, Owned owned) {
                return new OneDnnProducts(step, memory);
            }
        },
        ONE_DNN_MATMUL {
            @Override
            Kernel kernel(MatMul step, Memory memory, Owned owned) {
                return matMul(step, Precision.FLOAT32, memory, owned).orElseThrow();
            }
        },
        OPEN_BLAS {
            @Override
            Kernel kernel(MatMul step, Memory memory, Owned owned) {
                return new OpenBlasProducts(step, memory);
            }
        };

        abstract Kernel kernel(MatMul step, Memory memory, Owned owned);
    }

    /** {@code [batch, m, k] x [batch, k, n]}, each of the two stored the other way round if it is transposed. */
    private record Factors(int batch, int m, int k, int n, boolean transposeLeft, boolean transposeRight) {

        Plan plan() {
            Tensor left = Tensor.variable("left", stored(m, k, transposeLeft));
            Tensor right = Tensor.variable("right", stored(k, n, transposeRight));
            return Plan.of(List.of(new Graph(
                    "product",
                    new LinkedHashMap<>(Map.of("product", left.matmul(right, transposeLeft, transposeRight))))));
        }

        private Shape stored(int rows, int columns, boolean transposed) {
            return transposed ? Shape.of(batch, columns, rows) : Shape.of(batch, rows, columns);
        }

        double sum(float[] left, float[] right, int matrix, int row, int column) {
            double sum = 0;
            for (int i = 0; i < k; i++) {
                int ofLeft = matrix * m * k + (transposeLeft ? i * m + row : row * k + i);
                int ofRight = matrix * k * n + (transposeRight ? column * k + i : i * n + column);
                sum += (double) left[ofLeft] * right[ofRight];
            }
            return sum;
        }
    }

    @BeforeAll
    static void loadNd4j() {
        NativeLibrary.CPU.require();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void oneDnnIsThere() {
        assertThat(OneDnn.isThere()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void smallOnesAreSumsOfProducts(By kind) {
        Tries.of(60, draw -> check(kind, factors(draw, draw.between(1, 3), 40)));
    }

    @ParameterizedTest
    @EnumSource
    void largeOnesAreSumsOfProducts(By kind) {
        Tries.of(15, draw -> check(kind, factors(draw, draw.between(1, 3), 200)));
        check(kind, new Factors(1, 1024, 200, 3, true, false));
        check(kind, new Factors(1, 3, 200, 1024, false, true));
        check(kind, new Factors(1, 5000, 64, 1, false, false));
    }

    @Test
    void ofBfloat16TheyAreSumsOfRoundedProducts() {
        assumeThat(OneDnn.isThere() && OneDnn.multiplies(Precision.BFLOAT16)).isTrue();
        Tries.of(60, draw -> {
            Factors factors = factors(draw, draw.between(1, 3), 60);
            float[] left = rounded(random(factors.batch * factors.m * factors.k, 1));
            float[] right = rounded(random(factors.batch * factors.k * factors.n, 2));
            Plan plan = factors.plan();
            try (Owned owned = new Owned()) {
                Memory memory = new HostMemory(plan, arena(owned));
                memory.write("left", left);
                memory.write("right", right);
                matMul(step(plan), Precision.BFLOAT16, memory, owned)
                        .orElseThrow()
                        .run(0);
                float[] product = new float[factors.batch * factors.m * factors.n];
                memory.read("product", product);
                assertSums(product, factors, left, right, "bfloat16");
            }
        });
    }

    private static Optional<Kernel> matMul(MatMul step, Precision precision, Memory memory, Owned owned) {
        ScratchMemory scratch = new ScratchMemory();
        Optional<Kernel> kernel = OneDnnMatMul.of(step, precision, memory, new OneDnnEngine(owned), scratch);
        Arena arena = Arena.ofShared();
        owned.add(arena::close);
        scratch.allocate(arena);
        return kernel;
    }

    private static MatMul step(Plan plan) {
        return (MatMul) plan.programs().getFirst().steps().getFirst();
    }

    private static float[] rounded(float[] values) {
        float[] rounded = new float[values.length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = Bfloat16.rounded(values[i]);
        }
        return rounded;
    }

    /** Of fewer elements along an axis the planner would make loops. */
    private static Factors factors(Draw draw, int batch, int most) {
        return new Factors(
                batch,
                draw.between(4, most),
                draw.between(4, most),
                draw.between(4, most),
                draw.anyBoolean(),
                draw.anyBoolean());
    }

    private static Arena arena(Owned owned) {
        Arena arena = Arena.ofShared();
        owned.add(arena::close);
        return arena;
    }

    private static void check(By kind, Factors factors) {
        assumeThat(kind == By.OPEN_BLAS || OneDnn.isThere()).isTrue();
        float[] left = random(factors.batch * factors.m * factors.k, 1);
        float[] right = random(factors.batch * factors.k * factors.n, 2);
        float[] first = new float[factors.batch * factors.m * factors.n];
        float[] again = new float[first.length];
        Plan plan = factors.plan();
        try (Owned owned = new Owned()) {
            Memory memory = new HostMemory(plan, arena(owned));
            memory.write("left", left);
            memory.write("right", right);
            Kernel kernel = kind.kernel(step(plan), memory, owned);
            kernel.run(0);
            memory.read("product", first);
            kernel.run(1);
            memory.read("product", again);
        }
        assertThat(again).as("the same bits").isEqualTo(first);
        assertSums(first, factors, left, right, kind);
    }

    private static void assertSums(float[] first, Factors factors, float[] left, float[] right, Object kind) {
        for (int i = 0; i < first.length; i++) {
            int column = i % factors.n;
            int row = i / factors.n % factors.m;
            double expected = factors.sum(left, right, i / factors.n / factors.m, row, column);
            assertThat((double) first[i])
                    .as("%s %s [%d]", kind, factors, i)
                    .isCloseTo(expected, within(1e-6 * (1 + factors.k)));
        }
    }

    private static float[] random(int count, long seed) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return values;
    }
}
