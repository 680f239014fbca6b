package dev.gantry.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.core.tensor.Op.BinaryFunction;
import dev.gantry.core.tensor.Op.UnaryFunction;
import java.lang.foreign.Arena;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A run is repeated to the bit only if a function's result does not depend on whether it is compiled yet. */
final class BlocksTest {

    private static final int COUNT = 1000;
    private static final int COMPILED = 20_000;

    @ParameterizedTest
    @EnumSource(UnaryFunction.class)
    void unaryFunctionsKeepTheirBitsWhenCompiled(UnaryFunction function) {
        try (Arena arena = Arena.ofConfined()) {
            long x = random(arena, 10);
            long out = arena.allocate(4 * COUNT, 64).address();
            float[] first = new float[COUNT];
            float[] last = new float[COUNT];
            Blocks.unary(function, x, out, COUNT);
            Blocks.read(out, first);
            for (int i = 0; i < COMPILED; i++) {
                Blocks.unary(function, x, out, COUNT);
            }
            Blocks.read(out, last);
            assertThat(last).isEqualTo(first);
        }
    }

    @ParameterizedTest
    @EnumSource(BinaryFunction.class)
    void binaryFunctionsKeepTheirBitsWhenCompiled(BinaryFunction function) {
        try (Arena arena = Arena.ofConfined()) {
            long a = random(arena, 3);
            long b = random(arena, 3);
            long out = arena.allocate(4 * COUNT, 64).address();
            float[] first = new float[COUNT];
            float[] last = new float[COUNT];
            Blocks.binary(function, a, b, out, COUNT);
            Blocks.read(out, first);
            for (int i = 0; i < COMPILED / 4; i++) {
                Blocks.binary(function, a, b, out, COUNT);
            }
            Blocks.read(out, last);
            assertThat(last).isEqualTo(first);
        }
    }

    @Test
    void sumsKeepTheirBitsWhenCompiled() {
        try (Arena arena = Arena.ofConfined()) {
            long x = random(arena, 1);
            float[] lanes = Blocks.lanes();
            float first = Blocks.sum(x, COUNT, lanes);
            float last = first;
            for (int i = 0; i < COMPILED; i++) {
                last = Blocks.sum(x, COUNT, lanes);
            }
            assertThat(Float.floatToIntBits(last)).isEqualTo(Float.floatToIntBits(first));
        }
    }

    private static long random(Arena arena, double scale) {
        long address = arena.allocate(4 * COUNT, 64).address();
        Random random = new Random(1);
        float[] values = new float[COUNT];
        for (int i = 0; i < COUNT; i++) {
            values[i] = (float) (scale * random.nextGaussian());
        }
        Blocks.write(values, address);
        return address;
    }
}
