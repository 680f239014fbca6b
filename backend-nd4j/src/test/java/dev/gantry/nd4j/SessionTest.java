package dev.gantry.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.management.ThreadMXBean;
import dev.gantry.core.tensor.Gradients;
import dev.gantry.core.tensor.Op.UnaryFunction;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.core.tensor.Window;
import dev.gantry.engine.backend.NoisyCritic;
import dev.gantry.engine.backend.Owned;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.backend.SessionMemory;
import dev.gantry.engine.plan.Graph;
import dev.gantry.engine.plan.Passes;
import dev.gantry.engine.plan.Plan;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SegmentAllocator;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Variables, random draws and memory of sessions. */
final class SessionTest {

    /** Fewer bytes of heap a step than a hundred vectors, of thousands: the compiler does not keep every one in registers. */
    @Test
    void replayAllocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int steps = 2_000;
        long mostHeap = steps * 4_096L;
        float[] loss = new float[1];
        float[] data = new float[NoisyCritic.DATA];
        compileFunctions();
        try (Session session = open(Form.KERNELS, 1)) {
            NoisyCritic.replay(session, 10, data, loss);
            long offHeap = Pointer.totalBytes() + nd4jBytes();
            long heap = Long.MAX_VALUE;
            // Vectors are objects until the compiler has seen enough of a kernel.
            for (int round = 0; round < 50 && heap > mostHeap; round++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                NoisyCritic.replay(session, steps, data, loss);
                heap = threads.getCurrentThreadAllocatedBytes() - before;
            }
            assertThat(heap).isLessThanOrEqualTo(mostHeap);
            assertThat(Pointer.totalBytes() + nd4jBytes()).isLessThanOrEqualTo(offHeap);
        }
    }

    @Test
    void nd4jOperationsKeepNoMemory() {
        float[] loss = new float[1];
        float[] data = new float[NoisyCritic.DATA];
        try (Session session = open(Form.ND4J_OPS, 1)) {
            NoisyCritic.replay(session, 10, data, loss);
            long offHeap = Pointer.totalBytes() + nd4jBytes();
            NoisyCritic.replay(session, 50, data, loss);
            assertThat(Pointer.totalBytes() + nd4jBytes()).isLessThanOrEqualTo(offHeap);
        }
    }

    /** Which thread runs a shard changes nothing. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void sameBitsOnAnyNumberOfThreads(int threads) {
        Plan plan = NoisyCritic.plan(Passes.ALL.withShards(3));
        List<double[]> parameters = new ArrayList<>();
        for (int count : List.of(1, threads)) {
            try (Arena arena = Arena.ofShared();
                    Owned owned = new Owned();
                    Session session = new CpuSession(plan, 7, count, arena, owned)) {
                NoisyCritic.replay(session, 20, new float[NoisyCritic.DATA], new float[1]);
                parameters.add(session.read("parameters"));
            }
        }
        assertThat(plan.shards()).isEqualTo(3);
        assertThat(parameters.getLast()).isEqualTo(parameters.getFirst());
    }

    /** A plan whose step reads a variable that there is none of: the threads run by then. */
    @Test
    void whatCannotBeOpenedLeavesNoThread() throws InterruptedException {
        SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
        writes.put("a", Tensor.variable("a", Shape.of(8)).add(1));
        Plan whole = Plan.of(List.of(new Graph("step", writes)));
        Plan broken = new Plan(new LinkedHashMap<>(Map.of("b", Shape.of(8))), whole.programs());
        Set<Thread> before = workers();

        assertThatThrownBy(() -> Form.KERNELS.backend().compile(broken, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the plan has no variable 'a'");

        Set<Thread> left = workers();
        left.removeAll(before);
        for (Thread worker : left) {
            assertThat(worker.join(Duration.ofSeconds(60))).isTrue();
        }
    }

    @Test
    void closingGivesMemoryBack() throws IOException {
        Path pages = Path.of("/proc/self/statm");
        assumeThat(pages).exists();
        int size = 1 << 26;
        SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
        writes.put("sum", Tensor.variable("large", Shape.of(size)).sum());
        Plan plan = Plan.of(List.of(new Graph("step", writes)));
        long before = bytes(pages);
        try (Session _ = Form.KERNELS.backend().compile(plan, 1)) {
            assertThat(bytes(pages) - before).isGreaterThan(4L * size / 2);
        }
        assertThat(bytes(pages) - before).isLessThan(4L * size / 2);
    }

    /** Of the process's memory, resident or not. */
    private static long bytes(Path pages) throws IOException {
        return 4_096 * Long.parseLong(Files.readString(pages).split(" ")[0]);
    }

    @Test
    void arraysAreClosedWithTheirOwner() {
        SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
        writes.put("a", Tensor.variable("a", Shape.of(8)).add(1));
        List<INDArray> arrays;
        try (Owned owned = new Owned()) {
            Nd4jMemory memory = new Nd4jMemory(Plan.of(List.of(new Graph("step", writes))), owned);
            arrays = List.of(memory.variable("a"), memory.scratch(DataType.INT32, 3));
            assertThat(arrays).noneMatch(INDArray::wasClosed);
        }
        assertThat(arrays).allMatch(INDArray::wasClosed);
    }

    /** What convolutions, products and loops need while they run is told too; of 6 channels the images are folded. */
    @ParameterizedTest
    @ValueSource(ints = {6, 16})
    void toldMemoryIsWhatIsAllocated(int channels) {
        SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
        Tensor images = Tensor.variable("images", Shape.of(8, 24, 9, 9));
        Tensor kernels = Tensor.variable("kernels", Shape.of(24, channels, 3, 3));
        Tensor image = images.convInputGradient(kernels, Window.of(2, 1), Shape.of(8, channels, 18, 18));
        Tensor table = Tensor.of(Shape.of(3), 1, 2, 4);
        writes.put("sum", image.tanh().sum().mul(table).exp());
        writes.put(
                "kernels", kernels.sub(Gradients.of(image.tanh().sum(), kernels).mul(0.1)));
        Plan plan = Plan.of(List.of(new Graph("step", writes)), Passes.ALL.withShards(2));
        AtomicLong allocated = new AtomicLong();
        SessionMemory told = new CpuBackend().memory(plan);
        try (Arena arena = Arena.ofShared();
                Owned owned = new Owned()) {
            SegmentAllocator counting = (bytes, alignment) -> {
                allocated.addAndGet(bytes);
                return arena.allocate(bytes, alignment);
            };
            Session session = new CpuSession(plan, 0, 1, counting, owned);
            session.run("step", 0);
        }
        assertThat(told.total()).isEqualTo(allocated.get());
        assertThat(told.variables()).isEqualTo(4 * (8 * 24 * 81 + 24L * channels * 9 + 3));
        assertThat(told.constants()).isEqualTo(4 * 3);
        assertThat(told.scratch()).hasSize(2).allMatch(bytes -> bytes >= 4096);
    }

    private static Set<Thread> workers() {
        Set<Thread> workers = new HashSet<>(Thread.getAllStackTraces().keySet());
        workers.removeIf(thread -> !thread.getName().startsWith("gantry-worker-"));
        return workers;
    }

    /** From short loops alone the compiler may choose to call what computes a vector, and vectors that are passed are objects. */
    private static void compileFunctions() {
        try (Arena arena = Arena.ofConfined()) {
            long block = arena.allocate(4 * 1024, 64).address();
            for (int i = 0; i < 20_000; i++) {
                for (UnaryFunction function : UnaryFunction.values()) {
                    Blocks.unary(function, block, block, 1024);
                }
            }
        }
    }

    private static long nd4jBytes() {
        NativeLibrary.CPU.require();
        return Nd4j.getMemoryManager().allocatedMemory(0);
    }

    private static Session open(Form form, long seed) {
        return form.backend().compile(NoisyCritic.plan(passes(form)), seed);
    }

    private static Passes passes(Form form) {
        return form.backend().passes(Passes.ALL.withShards(2));
    }
}
