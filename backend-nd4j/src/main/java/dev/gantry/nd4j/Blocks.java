package dev.gantry.nd4j;

import dev.gantry.core.tensor.Op.BinaryFunction;
import dev.gantry.core.tensor.Op.UnaryFunction;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Single-precision arithmetic on blocks of native memory, given as addresses. One loop per function, since a shared loop
 * over a function object would neither be inlined nor keep its vectors in registers.
 */
final class Blocks {

    private static final VectorSpecies<Float> SPECIES = VectorMath.SPECIES;
    private static final int LANES = SPECIES.length();
    private static final VectorSpecies<Float> FEW = FloatVector.SPECIES_128;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    @SuppressWarnings("restricted")
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private Blocks() {}

    /** Scratch memory for {@link #sum}. */
    static float[] lanes() {
        return new float[LANES];
    }

    static float get(long address) {
        return MEMORY.get(ValueLayout.JAVA_FLOAT_UNALIGNED, address);
    }

    static void set(long address, float value) {
        MEMORY.set(ValueLayout.JAVA_FLOAT_UNALIGNED, address, value);
    }

    static void read(long address, float[] target) {
        MemorySegment.copy(MEMORY, ValueLayout.JAVA_FLOAT_UNALIGNED, address, target, 0, target.length);
    }

    static void write(float[] source, long address) {
        MemorySegment.copy(source, 0, MEMORY, ValueLayout.JAVA_FLOAT_UNALIGNED, address, source.length);
    }

    static void copy(long from, long to, long count) {
        MemorySegment.copy(MEMORY, from, MEMORY, to, count * Float.BYTES);
    }

    private static FloatVector load(long address) {
        return FloatVector.fromMemorySegment(SPECIES, MEMORY, address, ORDER);
    }

    private static FloatVector load(long address, VectorMask<Float> mask) {
        return FloatVector.fromMemorySegment(SPECIES, MEMORY, address, ORDER, mask);
    }

    private static void store(FloatVector vector, long address) {
        vector.intoMemorySegment(MEMORY, address, ORDER);
    }

    private static void store(FloatVector vector, long address, VectorMask<Float> mask) {
        vector.intoMemorySegment(MEMORY, address, ORDER, mask);
    }

    private static VectorMask<Float> tail(int done, int count) {
        return SPECIES.indexInRange(done, count);
    }

    static void unary(UnaryFunction function, long x, long out, int count) {
        switch (function) {
            case NEG -> neg(x, out, count);
            case EXP -> exp(x, out, count);
            case LOG -> log(x, out, count);
            case LOG1P -> log1p(x, out, count);
            case SQRT -> sqrt(x, out, count);
            case ABS -> abs(x, out, count);
            case SIGN -> sign(x, out, count);
            case TANH -> tanh(x, out, count);
            case SIGMOID -> sigmoid(x, out, count);
            case SOFTPLUS -> softplus(x, out, count);
            case ERF -> erf(x, out, count);
            case BFLOAT16 -> bfloat16(x, out, count);
        }
    }

    static void binary(BinaryFunction function, long a, long b, long out, int count) {
        switch (function) {
            case ADD -> add(a, b, out, count);
            case SUB -> sub(a, b, out, count);
            case MUL -> mul(a, b, out, count);
            case DIV -> div(a, b, out, count);
            case POW -> pow(a, b, out, count);
            case MAX -> max(a, b, out, count);
            case MIN -> min(a, b, out, count);
            case GREATER -> greater(a, b, out, count);
            case GREATER_EQUAL -> greaterEqual(a, b, out, count);
            case EQUAL -> equal(a, b, out, count);
        }
    }

    /** Adds a few values to others, sooner than a loop over the longest vectors would begin. */
    static void addFew(long values, long sums, int count) {
        int i = 0;
        for (; i <= count - FEW.length(); i += FEW.length()) {
            FloatVector sum = FloatVector.fromMemorySegment(FEW, MEMORY, sums + 4L * i, ORDER)
                    .add(FloatVector.fromMemorySegment(FEW, MEMORY, values + 4L * i, ORDER));
            sum.intoMemorySegment(MEMORY, sums + 4L * i, ORDER);
        }
        for (; i < count; i++) {
            set(sums + 4L * i, get(sums + 4L * i) + get(values + 4L * i));
        }
    }

    static void fill(float value, long out, int count) {
        FloatVector v = FloatVector.broadcast(SPECIES, value);
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            store(v, out + 4L * i);
        }
        if (i < count) {
            store(v, out + 4L * i, tail(i, count));
        }
    }

    static void select(long condition, long a, long b, long out, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            VectorMask<Float> chosen = load(condition + 4L * i).compare(VectorOperators.NE, 0f);
            store(load(b + 4L * i).blend(load(a + 4L * i), chosen), out + 4L * i);
        }
        if (i < count) {
            VectorMask<Float> mask = tail(i, count);
            VectorMask<Float> chosen = load(condition + 4L * i, mask).compare(VectorOperators.NE, 0f);
            store(load(b + 4L * i, mask).blend(load(a + 4L * i, mask), chosen), out + 4L * i, mask);
        }
    }

    /**
     * The sum of a block, always in the same order, which the Vector API's own reduction does not promise.
     *
     * @param lanes scratch, see {@link #lanes}
     */
    static float sum(long x, int count, float[] lanes) {
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = FloatVector.zero(SPECIES);
        int i = 0;
        for (; i <= count - 2 * LANES; i += 2 * LANES) {
            s0 = s0.add(load(x + 4L * i));
            s1 = s1.add(load(x + 4L * (i + LANES)));
        }
        for (; i < count; i += LANES) {
            s0 = s0.add(load(x + 4L * i, tail(i, count)));
        }
        s0.add(s1).intoArray(lanes, 0);
        float total = 0;
        for (float lane : lanes) {
            total += lane;
        }
        return total;
    }

    static float maximum(long x, int count) {
        FloatVector peak = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            peak = peak.max(load(x + 4L * i));
        }
        if (i < count) {
            VectorMask<Float> mask = tail(i, count);
            peak = peak.lanewise(VectorOperators.MAX, load(x + 4L * i, mask), mask);
        }
        return peak.reduceLanes(VectorOperators.MAX);
    }

    private static FloatVector ones(VectorMask<Float> mask) {
        return FloatVector.zero(SPECIES).blend(1f, mask);
    }

    private static void neg(long x, long out, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            FloatVector v = load(x + 4L * i);
            store(v.neg(), out + 4L * i);
        }
        if (i < count) {
            VectorMask<Float> mask = tail(i, count);
            FloatVector v = load(x + 4L * i, mask);
            store(v.neg(), out + 4L * i, mask);
        }
    }

    private static void exp(long x, long out, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            FloatVector v = load(x + 4L * i);
            VectorMath.exp(v).intoMemorySegment(MEMORY, out + 4L * i, ORDER);
        }
        if (i < count) {
            VectorMask<Float> mask = tail(i, count);
            FloatVector v = load(x + 4L * i, mask);
            VectorMath.exp(v).intoMemorySegment(MEMORY, out + 4L * i, ORDER, mask);
        }
    }

    private static void log(long x, long out, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            FloatVector v = load(x + 4L * i);
            VectorMath.log(v).intoMemorySegment(MEMORY, out + 4L * i, ORDER);
        }
        if (i < count) {
            VectorMask<Float> mask = tail(i, count);
            FloatVector v = load(x + 4L * i, mask);
            VectorMath.log(v).intoMemorySegment(MEMORY, out + 4L * i, ORDER, mask);
        }
    }

    private static void log1p(long x, long out, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            FloatVector v = load(x + 4L * i);
            VectorMath.log1p(v).intoMemorySegment(MEMORY, out + 4L * i, ORDER);
        }
        if (i < count) {
            VectorMask<Float> mask = tail(i, count);
            FloatVector v = load(x + 4L * i, mask);
            VectorMath.log1p(v).intoMemorySegment(MEMORY, out + 4L * i, ORDER, mask);
        }
    }

    private static void sqrt(long x, long out, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            FloatVector v = load(x + 4L * i);
            store(v.sqrt(), out + 4L * i);
        }
        if (i < count) {
            VectorMask<Float> mask = tail(i, count);
            FloatVector v = load(x + 4L * i, mask);
            store(v.sqrt(), out + 4L * i, mask);
        }
    }

    private static void abs(long x, long out, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            FloatVector v = load(x + 4L * i);
            store(v.abs(), out + 4L * i);
        }
        if (i < count) {
            VectorMask<Float> mask = tail(i, count);
            FloatVector v = load(x + 4L * i, mask);
            store(v.abs(), out + 4L * i, mask);
        }
    }

    private static void sign(long x, long out, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            FloatVector v = load(x + 4L * i);
            store(
                    v.blend(1f, v.compare(VectorOperators.GT, 0f)).blend(-1f, v.compare(VectorOperators.LT, 0f)),
                    out + 4L * i);
        }
        if (i < count) {
            VectorMask<Float> mask = tail(i, count);
            FloatVector v = load(x + 4L * i, mask);
            store(
                    v.blend(1f, v.compare(VectorOperators.GT, 0f)).blend(-1f, v.compare(VectorOperators.LT, 0f)),
                    out + 4L * i,
                    mask);
        }
    }

    private static void tanh(long x, long out, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            FloatVector v = load(x + 4L * i);
            VectorMath.tanh(v).intoMemorySegment(MEMORY, out + 4L * i, ORDER);
        }
        if (i < count) {
            VectorMask<Float> mask = tail(i, count);
            FloatVector v = load(x + 4L * i, mask);
            VectorMath.tanh(v).intoMemorySegment(MEMORY, out + 4L * i, ORDER, mask);
        }
    }

    private static void sigmoid(long x, long out, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            FloatVector v = load(x + 4L * i);
            VectorMath.sigmoid(v).intoMemorySegment(MEMORY, out + 4L * i, ORDER);
        }
        if (i < count) {
            VectorMask<Float> mask = tail(i, count);
            FloatVector v = load(x + 4L * i, mask);
            VectorMath.sigmoid(v).intoMemorySegment(MEMORY, out + 4L * i, ORDER, mask);
        }
    }

    /** Whether {@link #unary} may write over its argument. */
    static boolean worksInPlace(UnaryFunction function) {
        return function != UnaryFunction.SOFTPLUS;
    }

    /** In two methods, each short enough to be compiled without making objects of vectors; {@code out} is not {@code x}. */
    private static void softplus(long x, long out, int count) {
        expOfMinusSize(x, out, count);
        log1pPlusPositive(x, out, count);
    }

    private static void expOfMinusSize(long x, long out, int count) {
        for (int i = 0; i < count; i += LANES) {
            VectorMask<Float> mask = tail(i, count);
            VectorMath.exp(load(x + 4L * i, mask).abs().neg()).intoMemorySegment(MEMORY, out + 4L * i, ORDER, mask);
        }
    }

    private static void log1pPlusPositive(long x, long out, int count) {
        for (int i = 0; i < count; i += LANES) {
            VectorMask<Float> mask = tail(i, count);
            FloatVector positive = load(x + 4L * i, mask).max(0f);
            VectorMath.log1p(load(out + 4L * i, mask))
                    .add(positive)
                    .intoMemorySegment(MEMORY, out + 4L * i, ORDER, mask);
        }
    }

    private static void erf(long x, long out, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            FloatVector v = load(x + 4L * i);
            VectorMath.erf(v).intoMemorySegment(MEMORY, out + 4L * i, ORDER);
        }
        if (i < count) {
            VectorMask<Float> mask = tail(i, count);
            FloatVector v = load(x + 4L * i, mask);
            VectorMath.erf(v).intoMemorySegment(MEMORY, out + 4L * i, ORDER, mask);
        }
    }

    private static void bfloat16(long x, long out, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            FloatVector v = load(x + 4L * i);
            VectorMath.bfloat16(v).intoMemorySegment(MEMORY, out + 4L * i, ORDER);
        }
        if (i < count) {
            VectorMask<Float> mask = tail(i, count);
            FloatVector v = load(x + 4L * i, mask);
            VectorMath.bfloat16(v).intoMemorySegment(MEMORY, out + 4L * i, ORDER, mask);
        }
    }

    private static void add(long a, long b, long out, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            FloatVector va = load(a + 4L * i);
            FloatVector vb = load(b + 4L * i);
            store(va.add(vb), out + 4L * i);
        }
        if (i < count) {
            VectorMask<Float> mask = tail(i, count);
            FloatVector va = load(a + 4L * i, mask);
            FloatVector vb = load(b + 4L * i, mask);
            store(va.add(vb), out + 4L * i, mask);
        }
    }

    private static void sub(long a, long b, long out, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            FloatVector va = load(a + 4L * i);
            FloatVector vb = load(b + 4L * i);
            store(va.sub(vb), out + 4L * i);
        }
        if (i < count) {
            VectorMask<Float> mask = tail(i, count);
            FloatVector va = load(a + 4L * i, mask);
            FloatVector vb = load(b + 4L * i, mask);
            store(va.sub(vb), out + 4L * i, mask);
        }
    }

    private static void mul(long a, long b, long out, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            FloatVector va = load(a + 4L * i);
            FloatVector vb = load(b + 4L * i);
            store(va.mul(vb), out + 4L * i);
        }
        if (i < count) {
            VectorMask<Float> mask = tail(i, count);
            FloatVector va = load(a + 4L * i, mask);
            FloatVector vb = load(b + 4L * i, mask);
            store(va.mul(vb), out + 4L * i, mask);
        }
    }

    private static void div(long a, long b, long out, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            FloatVector va = load(a + 4L * i);
            FloatVector vb = load(b + 4L * i);
            store(va.div(vb), out + 4L * i);
        }
        if (i < count) {
            VectorMask<Float> mask = tail(i, count);
            FloatVector va = load(a + 4L * i, mask);
            FloatVector vb = load(b + 4L * i, mask);
            store(va.div(vb), out + 4L * i, mask);
        }
    }

    /** Element by element: rare, and hard to get right. */
    private static void pow(long a, long b, long out, int count) {
        for (int i = 0; i < count; i++) {
            set(out + 4L * i, (float) StrictMath.pow(get(a + 4L * i), get(b + 4L * i)));
        }
    }

    private static void max(long a, long b, long out, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            FloatVector va = load(a + 4L * i);
            FloatVector vb = load(b + 4L * i);
            store(va.max(vb), out + 4L * i);
        }
        if (i < count) {
            VectorMask<Float> mask = tail(i, count);
            FloatVector va = load(a + 4L * i, mask);
            FloatVector vb = load(b + 4L * i, mask);
            store(va.max(vb), out + 4L * i, mask);
        }
    }

    private static void min(long a, long b, long out, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            FloatVector va = load(a + 4L * i);
            FloatVector vb = load(b + 4L * i);
            store(va.min(vb), out + 4L * i);
        }
        if (i < count) {
            VectorMask<Float> mask = tail(i, count);
            FloatVector va = load(a + 4L * i, mask);
            FloatVector vb = load(b + 4L * i, mask);
            store(va.min(vb), out + 4L * i, mask);
        }
    }

    private static void greater(long a, long b, long out, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            FloatVector va = load(a + 4L * i);
            FloatVector vb = load(b + 4L * i);
            store(ones(va.compare(VectorOperators.GT, vb)), out + 4L * i);
        }
        if (i < count) {
            VectorMask<Float> mask = tail(i, count);
            FloatVector va = load(a + 4L * i, mask);
            FloatVector vb = load(b + 4L * i, mask);
            store(ones(va.compare(VectorOperators.GT, vb)), out + 4L * i, mask);
        }
    }

    private static void greaterEqual(long a, long b, long out, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            FloatVector va = load(a + 4L * i);
            FloatVector vb = load(b + 4L * i);
            store(ones(va.compare(VectorOperators.GE, vb)), out + 4L * i);
        }
        if (i < count) {
            VectorMask<Float> mask = tail(i, count);
            FloatVector va = load(a + 4L * i, mask);
            FloatVector vb = load(b + 4L * i, mask);
            store(ones(va.compare(VectorOperators.GE, vb)), out + 4L * i, mask);
        }
    }

    private static void equal(long a, long b, long out, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            FloatVector va = load(a + 4L * i);
            FloatVector vb = load(b + 4L * i);
            store(ones(va.compare(VectorOperators.EQ, vb)), out + 4L * i);
        }
        if (i < count) {
            VectorMask<Float> mask = tail(i, count);
            FloatVector va = load(a + 4L * i, mask);
            FloatVector vb = load(b + 4L * i, mask);
            store(ones(va.compare(VectorOperators.EQ, vb)), out + 4L * i, mask);
        }
    }
}
