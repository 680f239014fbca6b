package dev.gantry.opencl;

import dev.gantry.engine.backend.ExclusiveSession;
import dev.gantry.engine.backend.Owned;
import dev.gantry.engine.backend.SinglePrecisionSession;
import dev.gantry.engine.backend.StepTimes;
import dev.gantry.engine.plan.Plan;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Runs programs on a device: their kernels are queued, and nothing waits for them before a variable is read. Only an
 * {@link ExclusiveSession} may use it.
 */
final class OpenClSession extends SinglePrecisionSession {

    private static final int AXES = 3;

    /** Of each kernel: variables, intermediate results, constants and partial sums. */
    private static final int BUFFERS = 4;

    private final OpenCl library;
    private final MemorySegment queue;
    private final Buffers buffers;
    private final Owned owned;
    private final Arena host = Arena.ofShared();
    private final MemorySegment number = host.allocate(ValueLayout.JAVA_LONG);

    /** The calls of each program's steps. */
    private final Map<String, List<List<Call>>> programs = new HashMap<>();

    /** A kernel whose arguments are set, but for the number of the step. */
    private record Call(MemorySegment kernel, MemorySegment sizes, MemorySegment groups, List<Integer> stepArguments) {}

    /**
     * @param context of the device, for longer than this
     * @param owned closed by the caller if this throws
     */
    OpenClSession(OpenCl library, Device device, MemorySegment context, Plan plan, long seed, Owned owned) {
        this.library = library;
        this.owned = owned;
        owned.add(host::close);
        queue = library.createQueue(context, device.id());
        owned.add(() -> library.release("clReleaseCommandQueue", queue));
        Map<String, List<List<Launch>>> steps = new LinkedHashMap<>();
        plan.programs().forEach(each -> steps.put(each.name(), ProgramKernels.of(each, seed)));
        List<Launch> launches = steps.values().stream()
                .flatMap(List::stream)
                .flatMap(List::stream)
                .toList();
        long scratch = launches.stream().mapToLong(Launch::scratch).max().orElse(0);
        buffers = new Buffers(library, device, context, queue, plan, scratch, owned);
        Map<String, String> names = Dialect.names(launches);
        MemorySegment program = library.build(context, device.id(), Dialect.OPENCL.program(names), options(device));
        owned.add(() -> library.release("clReleaseProgram", program));
        steps.forEach((name, ofProgram) -> programs.put(
                name,
                ofProgram.stream()
                        .map(step -> step.stream()
                                .map(launch -> call(launch, program, names))
                                .toList())
                        .toList()));
    }

    static String options(Device device) {
        return "-cl-std=CL1.2" + (device.dividesExactly() ? " -cl-fp32-correctly-rounded-divide-sqrt" : "");
    }

    private Call call(Launch launch, MemorySegment program, Map<String, String> names) {
        MemorySegment kernel = library.createKernel(program, Objects.requireNonNull(names.get(launch.text())));
        owned.add(() -> library.release("clReleaseKernel", kernel));
        try (Arena arena = Arena.ofConfined()) {
            for (int i = 0; i < BUFFERS; i++) {
                library.setArgument(
                        kernel,
                        i,
                        arena.allocateFrom(ValueLayout.ADDRESS, buffers.all().get(i)));
            }
        }
        List<Integer> stepArguments = new ArrayList<>();
        for (int i = 0; i < launch.arguments().size(); i++) {
            switch (launch.arguments().get(i)) {
                case KernelArgument.Place(var view) -> setNumber(kernel, BUFFERS + i, buffers.place(view));
                case KernelArgument.Fixed(long value) -> setNumber(kernel, BUFFERS + i, value);
                case KernelArgument.StepNumber _ -> stepArguments.add(BUFFERS + i);
            }
        }
        long[] sizes = new long[AXES];
        for (int axis = 0; axis < AXES; axis++) {
            sizes[axis] = launch.groups().get(axis) * (axis == 0 ? launch.groupSize() : 1);
        }
        return new Call(
                kernel,
                host.allocateFrom(ValueLayout.JAVA_LONG, sizes),
                host.allocateFrom(ValueLayout.JAVA_LONG, launch.groupSize(), 1, 1),
                stepArguments);
    }

    private void setNumber(MemorySegment kernel, int index, long value) {
        number.set(ValueLayout.JAVA_LONG, 0, value);
        library.setArgument(kernel, index, number);
    }

    private List<List<Call>> calls(String program) {
        List<List<Call>> calls = programs.get(program);
        if (calls == null) {
            throw new IllegalArgumentException("the plan has no program '" + program + "'");
        }
        return calls;
    }

    private void enqueue(Call call, long step) {
        call.stepArguments.forEach(index -> setNumber(call.kernel, index, step));
        library.enqueueKernel(queue, call.kernel, call.sizes, call.groups);
    }

    @Override
    public void run(String program, long step) {
        for (List<Call> calls : calls(program)) {
            for (Call call : calls) {
                enqueue(call, step);
            }
        }
        library.flush(queue);
    }

    @Override
    public void runTimed(String program, long step, StepTimes times) {
        List<List<Call>> steps = calls(program);
        for (int i = 0; i < steps.size(); i++) {
            long begin = System.nanoTime();
            steps.get(i).forEach(call -> enqueue(call, step));
            library.finish(queue);
            times.ran(program, i, 0, begin, System.nanoTime());
        }
    }

    @Override
    public void write(String variable, float[] values) {
        buffers.write(variable, values);
    }

    @Override
    protected int length(String variable) {
        return buffers.length(variable);
    }

    @Override
    protected void read(String variable, int first, float[] target) {
        buffers.read(variable, first, target);
    }

    @Override
    public void read(String variable, float[] target) {
        buffers.read(variable, target);
    }

    @Override
    public void close() {
        try {
            buffers.awaitWrites();
            library.finish(queue);
        } finally {
            owned.close();
        }
    }
}
