package dev.gantry.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.management.ThreadMXBean;
import dev.gantry.core.tensor.Op;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.core.tensor.Window;
import dev.gantry.engine.backend.Owned;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.plan.Graph;
import dev.gantry.engine.plan.Passes;
import dev.gantry.engine.plan.Plan;
import dev.gantry.engine.plan.Precision;
import dev.gantry.engine.plan.Step.Convolution;
import dev.gantry.engine.plan.Step.Convolution.Wanted;
import dev.gantry.tries.Draw;
import dev.gantry.tries.Tries;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What makes convolutions, against the reference backend. */
final class ConvolutionsTest {

    private enum By {
        ONE_DNN(2) {
            @Override
            Kernel kernel(Convolution step, Memory memory, Owned owned) {
                return oneDnn(step, Precision.FLOAT32, memory, owned);
            }
        },
        ONE_DNN_BFLOAT16(1) {
            @Override
            Kernel kernel(Convolution step, Memory memory, Owned owned) {
                return oneDnn(step, Precision.BFLOAT16, memory, owned);
            }
        },
        PRODUCT(1) {
            @Override
            Kernel kernel(Convolution step, Memory memory, Owned owned) {
                ScratchMemory scratch = new ScratchMemory();
                Kernel kernel = ProductConvolution.always(step, memory, new OneDnnEngine(owned), scratch)
                        .orElseThrow();
                scratch.allocate(arena(owned));
                return kernel;
            }
        },
        /** Its own oneDNN has no gradients of dilated convolutions. */
        ND4J(1) {
            @Override
            Kernel kernel(Convolution step, Memory memory, Owned owned) {
                return Convolutions.kernel(step, memory);
            }
        };

        final int mostDilation;

        By(int mostDilation) {
            this.mostDilation = mostDilation;
        }

        abstract Kernel kernel(Convolution step, Memory memory, Owned owned);

        private static Kernel oneDnn(Convolution step, Precision precision, Memory memory, Owned owned) {
            ScratchMemory scratch = new ScratchMemory();
            Kernel kernel = OneDnnConvolution.of(step, precision, memory, new OneDnnEngine(owned), scratch)
                    .orElseThrow();
            scratch.allocate(arena(owned));
            return kernel;
        }
    }

    /** One of the three maps of a convolution. */
    private record Case(Wanted wanted, Window window, Shape image, Shape kernels) {

        Case withChannelsLast() {
            Shape last = Shape.of(image.size(0), image.size(2), image.size(3), image.size(1));
            return new Case(wanted, window.withChannelsLast(), last, kernels);
        }

        Tensor tensor() {
            Tensor x = Tensor.variable("image", image);
            Tensor w = Tensor.variable("kernels", kernels);
            Tensor y = Tensor.variable("result", window.convolved(image, kernels));
            return switch (wanted) {
                case RESULT -> x.conv(w, window);
                case IMAGE -> y.convInputGradient(w, window, image);
                case KERNELS -> x.convWeightGradient(y, window, kernels);
            };
        }
    }

    @BeforeAll
    static void loadNd4j() {
        NativeLibrary.CPU.require();
    }

    @ParameterizedTest
    @EnumSource(names = {"ONE_DNN", "ND4J"})
    void smallOnes(By kind) {
        Tries.of(100, draw -> check(kind, convolution(draw, kind.mostDilation, 5, 3, 12)));
    }

    /** Large enough for each worker to have a share. */
    @ParameterizedTest
    @EnumSource(names = {"ONE_DNN", "ND4J"})
    void largeOnes(By kind) {
        Tries.of(40, draw -> check(kind, convolution(draw, kind.mostDilation, 9, 40, 20)));
    }

    @Test
    void ofBfloat16() {
        assumeThat(OneDnn.isThere() && OneDnn.multiplies(Precision.BFLOAT16)).isTrue();
        Tries.of(40, draw -> check(By.ONE_DNN_BFLOAT16, convolution(draw, 1, 9, 40, 20)));
    }

    @ParameterizedTest
    @EnumSource(names = {"ONE_DNN", "ND4J"})
    void ofUnevenChannels(By kind) {
        for (Wanted wanted : Wanted.values()) {
            for (int channels : new int[] {1, 3, 5, 17}) {
                for (int kernels : new int[] {1, 3, 5, 17}) {
                    check(
                            kind,
                            new Case(
                                    wanted,
                                    Window.of(2, 1),
                                    Shape.of(5, channels, 13, 14),
                                    Shape.of(kernels, channels, 4, 4)));
                }
            }
        }
    }

    @Test
    void asProducts() {
        Tries.of(
                200,
                draw -> checkForm(By.PRODUCT, convolution(draw, 1, 9, 40, 12).withChannelsLast()));
        for (Wanted wanted : Wanted.values()) {
            for (int channels : new int[] {3, 16}) {
                Case windows =
                        new Case(wanted, Window.of(2, 1), Shape.of(5, channels, 32, 30), Shape.of(40, channels, 4, 4));
                checkForm(By.PRODUCT, windows.withChannelsLast());
            }
        }
    }

    /** With fewer images than workers. */
    @ParameterizedTest
    @EnumSource(names = {"ONE_DNN", "ND4J"})
    void ofFewImages(By kind) {
        for (Wanted wanted : Wanted.values()) {
            for (int images = 1; images <= 4; images++) {
                check(kind, new Case(wanted, Window.of(1, 1), Shape.of(images, 16, 16, 16), Shape.of(32, 16, 3, 3)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ONE_DNN", "PRODUCT"})
    void runningLeavesNoObjects(By kind) {
        assumeThat(OneDnn.isThere()).isTrue();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (Wanted wanted : Wanted.values()) {
            Tensor tensor = new Case(wanted, Window.of(2, 1), Shape.of(6, 16, 16, 16), Shape.of(32, 16, 4, 4))
                    .withChannelsLast()
                    .tensor();
            Plan plan = plan(tensor);
            try (Owned owned = new Owned()) {
                Kernel kernel = kind.kernel(step(plan), new HostMemory(plan, arena(owned)), owned);
                run(kernel, 200);
                long before = threads.getCurrentThreadAllocatedBytes();
                run(kernel, 200);
                assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(200 * 16);
            }
        }
    }

    private static Arena arena(Owned owned) {
        Arena arena = Arena.ofShared();
        owned.add(arena::close);
        return arena;
    }

    private static void run(Kernel kernel, int times) {
        for (int i = 0; i < times; i++) {
            kernel.run(i);
        }
    }

    private static Plan plan(Tensor tensor) {
        return Plan.of(
                List.of(new Graph("step", new LinkedHashMap<>(Map.of("wanted", tensor)))),
                Passes.ALL.ofSingleOperations());
    }

    private static Convolution step(Plan plan) {
        return (Convolution) plan.programs().getFirst().steps().getFirst();
    }

    private static Case convolution(Draw draw, int mostDilation, int mostImages, int mostChannels, int mostPixels) {
        int images = draw.between(1, mostImages);
        int channels = draw.between(1, mostChannels);
        Window window = new Window(
                draw.between(1, 3),
                draw.between(1, 3),
                draw.between(0, 2),
                draw.between(0, 2),
                draw.between(1, mostDilation),
                draw.between(1, mostDilation));
        int height = draw.between(1, 4);
        int width = draw.between(1, 4);
        Shape image = Shape.of(
                images,
                channels,
                draw.between(window.dilationH() * (height - 1) + 1, mostPixels),
                draw.between(window.dilationW() * (width - 1) + 1, mostPixels));
        Shape kernels = Shape.of(draw.between(1, mostChannels), channels, height, width);
        return new Case(Wanted.values()[draw.between(0, 2)], window, image, kernels);
    }

    private static void check(By kind, Case wanted) {
        checkForm(kind, wanted);
        checkForm(kind, wanted.withChannelsLast());
    }

    private static void checkForm(By kind, Case wanted) {
        assumeThat(kind == By.ND4J || OneDnn.isThere()).isTrue();
        Tensor tensor = wanted.tensor();
        Map<String, double[]> values = new LinkedHashMap<>();
        for (Tensor input : tensor.inputs()) {
            String name = ((Op.Variable) input.op()).name();
            values.put(name, Bfloat16.rounded(random(input.shape().size(), name.hashCode())));
        }
        Plan plan = plan(tensor);
        float[] first = new float[Math.toIntExact(tensor.shape().size())];
        float[] again = new float[first.length];
        try (Owned owned = new Owned()) {
            Memory memory = new HostMemory(plan, arena(owned));
            values.forEach((name, numbers) -> memory.write(name, narrow(numbers)));
            Kernel kernel = kind.kernel(step(plan), memory, owned);
            kernel.run(0);
            memory.read("wanted", first);
            kernel.run(1);
            memory.read("wanted", again);
        }
        assertThat(again).as("the same bits").isEqualTo(first);
        double[] expected = ReferenceBackend.evaluate(tensor, values);
        for (int i = 0; i < first.length; i++) {
            assertThat((double) first[i]).as("%s %s [%d]", kind, wanted, i).isCloseTo(expected[i], within(1e-4));
        }
    }

    private static float[] narrow(double[] values) {
        float[] narrow = new float[values.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) values[i];
        }
        return narrow;
    }

    private static double[] random(long count, long seed) {
        return new Random(seed)
                .doubles(count, -0.5, 0.5)
                .map(value -> (float) value)
                .toArray();
    }
}
